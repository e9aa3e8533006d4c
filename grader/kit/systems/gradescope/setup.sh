#!/usr/bin/env bash
# Installs the grader into Gradescope's image, once, when this autograder is built. Run as root.
set -euo pipefail
umask 022 # submissions run as another user, who has to be able to read Python's packages
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
venv=${GRADE_VENV:-/opt/golden-grader}

fail() {
    echo "setup.sh: $*" >&2
    exit 1
}

# A mirror that does not answer for a moment is no reason to fail.
try() {
    local pause
    for pause in 5 20; do
        "$@" && return
        echo "setup.sh: in $pause s again: $*" >&2
        sleep "$pause"
    done
    "$@"
}

find_python() {
    local name
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3.10 python3}; do
        if "$name" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

if command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    try apt-get update -q || true
    try apt-get install -qy --no-install-recommends \
        ca-certificates libseccomp2 util-linux python3 python3-venv ||
        echo "setup.sh: going on with what is here" >&2
fi

python=$(find_python) || fail "Python 3.10 or newer is needed: choose Ubuntu 22.04 or newer under" \
    "Configure Autograder, Base Image Version"
"$python" -m venv --clear "$venv"
packages=("$here"/golden_grader-*.whl{{ packages }})
# Where nothing can be fetched: `pip download -d wheels -c constraints.txt ./*.whl{{ packages }}`, before zipping.
links=()
if [ -d "$here/wheels" ]; then
    links=(--no-index --find-links "$here/wheels")
fi
{% if is_torch -%}
# An index of PyTorch without CUDA, as PyTorch's own page on installing it names one: without it
# gigabytes for graphics cards come along, which nothing here uses.
torch_index=""
[ -z "$torch_index" ] || export PIP_EXTRA_INDEX_URL=$torch_index
{% endif -%}
try "$venv/bin/pip" install -q --no-cache-dir --disable-pip-version-check \
    ${links[@]+"${links[@]}"} -c "$here/constraints.txt" "${packages[@]}"

# Whoever runs a submission is not root, and sees nothing of the staff's side.
chmod -R go= "$here"

"$venv/bin/grade" doctor || true
# Proven now, and not with the first submission.
"$venv/bin/grade" "$here/course/assignments/"{{ example }} \
    --course "$here/course" --assignment {{ name }} --fail-under {{ points }} ||
    fail "the example has not all points here: see above"
