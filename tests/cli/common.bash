# SPDX-License-Identifier: MIT
# What the tests of the command line share. Each test works in a folder of its own.
# shellcheck shell=bash

setup() {
    here=$(cd "$BATS_TEST_DIRNAME" && pwd)
    top=$(cd "$here/../.." && pwd)
    sendsim=${SENDSIM:-$top/build/sendsim}
    export PATH="${sendsim%/*}:$PATH"
    unset NO_COLOR
    cp "$here"/data/*.json "$BATS_TEST_TMPDIR"
    cd "$BATS_TEST_TMPDIR" || return 1
}

# run_status STATUS COMMAND...: stdout and stderr in files, the status must be STATUS.
run_status() {
    local expected=$1 status=0
    shift
    "$@" >stdout 2>stderr </dev/null || status=$?
    if [ "$status" -ne "$expected" ]; then
        echo "status $status, not $expected: $*"
        head -20 stdout stderr
        return 1
    fi
}

# golden NAME: stdout and stderr are those kept beside the tests (SEN_GOLDEN_UPDATE=1 writes them).
golden() {
    local stream
    for stream in stdout stderr; do
        if [ "${SEN_GOLDEN_UPDATE:-0}" = 1 ]; then
            cp "$stream" "$here/$1.$stream"
        fi
        diff -u "$here/$1.$stream" "$stream" || return 1
    done
}

# same DIR DIR: equal files, byte by byte.
same() {
    diff -r "$1" "$2"
}

# Behind the status of a row: the ends around its percentiles, and their status.
limits='\(,[^,]*\)\{7\}$'
