#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh BUILD: each wrong engine of mutants.txt must turn a test red. `make mutants` has built the
# right programs; here one file at a time is compiled anew with its switch, and a program linked.
# The last line is "N passed, N failed": a wrong engine that no test finds is a failure.
set -u

build=$1
out=$build/mutants

# row NAME PROGRAM WHAT VERDICT
row() {
    printf '%-8s %-26s %s\n' "$4" "$1" "$3" >"$out/$1.$2/row"
}

# try NAME FILE PROGRAM FILTER
try() {
    to=$out/$1.$3
    mkdir -p "$to"
    if ! make -s --no-print-directory mutant NAME="$1" FILE="$2" PROGRAM="$3" >"$to/log" 2>&1
    then
        row "$1" "$3" "does not build: $to/log" lives
        return
    fi
    "$to/$3" --filter "$4" --tap="$to/tap" --short-filename -j1 >>"$to/log" 2>&1
    by=$(sed -n 's/^not ok - \([^ ]*\).*/\1/p' "$to/tap" | LC_ALL=C sort | paste -s -d ' ' -)
    if [ -n "$by" ]; then
        row "$1" "$3" "$by" killed
    else
        row "$1" "$3" "no test of $4 turns red" lives
    fi
    rm -f "$to/$3"
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
while read -r name file program rest; do
    cat "$out/$name.$program/row"
done <"$out/list"
killed=$(cat "$out"/*/row | grep -c '^killed')
lives=$(cat "$out"/*/row | grep -c '^lives')
echo "$killed passed, $lives failed"
[ "$lives" -eq 0 ]
