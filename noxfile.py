"""What contributors run: `nox` before each commit, `nox -s all` before they hand it in.

`.ci/run` does the same by the README's own lines, and tries the walls without bubblewrap.
"""

import sys

import nox

nox.options.sessions = ["lint", "fast"]
nox.options.reuse_venv = "yes"  # PyTorch alone is some 700 MB
FAST = "not walls and not processes and not browser and not database"

WORKFLOW = ".github/workflows/ci.yml"
SITE = ("-W", "--keep-going", "-q", "-c", "docs/site", ".", "build/site")


def install(session: nox.Session) -> None:
    session.install("-q", "-c", "constraints.txt", "-e", ".[dev]")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, form, types and the hosted workflow."""
    install(session)
    if sys.version_info >= (3, 11):
        session.run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", WORKFLOW)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")


@nox.session
def fast(session: nox.Session) -> None:
    """Run the tests that start no process: half a minute, on any machine."""
    install(session)
    session.run("pytest", "-q", "-m", FAST, *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site in build/site, and check each link and anchor; Python 3.11 or newer."""
    session.install("-q", "-c", "constraints.txt", "-e", ".[docs]")
    session.run("sphinx-build", *SITE, *session.posargs)


@nox.session(name="all")
def everything(session: nox.Session) -> None:
    """Run all tests; a test whose program this machine lacks is skipped, and says so."""
    install(session)
    session.run("pytest", "-q", *session.posargs)
