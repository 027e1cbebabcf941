#!/bin/sh
# SPDX-License-Identifier: MIT
# tally.sh BUILD KIND...: run the kinds of test that exist and sum them up.
# Kinds: check, luck, theory (Criterion programs), cli (bats), python (tests/**/*.py).
# The last line is "N passed, N failed"; the status is 1 if anything failed or could not run.
set -u

build=$1
shift
passed=0
failed=0
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# add PASSED FAILED STATUS: a run that ends badly without a failed test is itself a failure.
add() {
    passed=$((passed + $1))
    failed=$((failed + $2))
    if [ "$3" -ne 0 ] && [ "$2" -eq 0 ]; then
        failed=$((failed + 1))
    fi
}

# count_tap FILE STATUS: the numbers of a TAP stream, skipped tests left out.
count_tap() {
    add "$(grep -v '# *[Ss][Kk][Ii][Pp]' "$1" | grep -c '^ok')" "$(grep -c '^not ok' "$1")" "$2"
}

run_criterion() {
    "$build/tests/$1" --tap="$out/$1.tap" --short-filename
    status=$?
    if [ -f "$out/$1.tap" ]; then
        count_tap "$out/$1.tap" "$status"
    else
        add 0 1 1
    fi
}

run_cli() {
    set -- tests/cli/*.bats
    [ -e "$1" ] || return 0
    bats --tap "$@" >"$out/cli.tap"
    status=$?
    grep -v '^ok' "$out/cli.tap"
    count_tap "$out/cli.tap" "$status"
}

run_python() {
    find tests -name '*.py' ! -path '*/support/*' ! -name '_*' | LC_ALL=C sort >"$out/python"
    while read -r script; do
        if /usr/bin/python3 -B "$script" >"$out/script" 2>&1; then
            add 1 0 0
            sed -n "s,^skipped,$script: &,p" "$out/script"
        else
            echo "not ok $script"
            cat "$out/script"
            add 0 1 1
        fi
    done <"$out/python"
}

for kind in "$@"; do
    case $kind in
    check | luck | theory) run_criterion "$kind" ;;
    cli) run_cli ;;
    python) run_python ;;
    *)
        echo "tally.sh: unknown kind $kind" >&2
        exit 64
        ;;
    esac
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
