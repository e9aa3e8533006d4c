#!/usr/bin/env bash
# Grades the one submission of this container. PrairieLearn shows what stands in results.json; what is
# printed here stands in the grading job, for staff.
root=${GRADE_ROOT:-/grade}
isolation=${ISOLATION:-auto} # the best there is, `restricted` at least
export LC_ALL=C.UTF-8

mkdir -p "$root/results"
chmod -f go= "$root/results" "$root/tests" "$root/student" "$root/data" "$root/serverFilesCourse"
# If not even Python starts, PrairieLearn has this.
cat >"$root/results/results.json" <<'END'
{"gradable": false, "format_errors": ["NOT GRADED, and this costs no attempt. Tell staff, and submit again."]}
END

exec "${GRADE:-grade}" autograder prairielearn --root "$root" --course "$root/tests/course" \
    --assignment {{ name }} --minutes "${MINUTES:-{{ minutes }}}" --isolation "$isolation"
