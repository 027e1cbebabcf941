#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh BUILD: each wrong engine of mutants.txt must turn a test red. `make mutants` has built the
# right programs; here one file at a time is compiled anew with its switch, and a program linked.
# The last line is "N passed, N failed": a wrong engine that no test finds is a failure.
set -u

build=$1
out=$build/mutants

# row NAME WHAT VERDICT
row() {
    printf '%-8s %-26s %s\n' "$3" "$1" "$2" >"$out/$1/row"
}

# try NAME FILE PROGRAM FILTER
try() {
    mkdir -p "$out/$1"
    if ! make -s --no-print-directory mutant NAME="$1" FILE="$2" PROGRAM="$3" >"$out/$1/log" 2>&1
    then
        row "$1" "does not build: $out/$1/log" lives
        return
    fi
    "$out/$1/$3" --filter "$4" --tap="$out/$1/tap" --short-filename -j1 >>"$out/$1/log" 2>&1
    by=$(sed -n 's/^not ok - \([^ ]*\).*/\1/p' "$out/$1/tap" | LC_ALL=C sort | paste -s -d ' ' -)
    if [ -n "$by" ]; then
        row "$1" "$by" killed
    else
        row "$1" "no test of $4 turns red" lives
    fi
    rm -f "$out/$1/$3"
}

if [ "$#" -gt 1 ]; then
    shift
    try "$@"
    exit 0
fi

rm -rf "$out"
mkdir -p "$out"
grep -v '^ *\(#\|$\)' tests/mutants/mutants.txt >"$out/list"
xargs -L 1 -P "$(nproc)" "$0" "$build" <"$out/list"
while read -r name rest; do
    cat "$out/$name/row"
done <"$out/list"
killed=$(cat "$out"/*/row | grep -c '^killed')
lives=$(cat "$out"/*/row | grep -c '^lives')
echo "$killed passed, $lives failed"
[ "$lives" -eq 0 ]
