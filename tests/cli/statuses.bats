#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Exit statuses, bad flags and bad files.

load common

@test "bad flags and values: 64 and a word on what is allowed" {
    while read -r line; do
        # shellcheck disable=SC2086
        run_status 64 sendsim run $line one_list.json
        grep -q sendsim stderr
        [ ! -e results ]
    done <<'LINES'
--nonsense
-n 0
-n 5..2
-n 1..
-n -3
-n 1e3
-n 1000001
-s -1
-s 18446744073709551616
-t 0
-t 1025
-t two
--draws 0
--shard 2/2
--shard 1
--shard 0/0
--formats csv,docx
--formats=
--progress sometimes
--time-limit 0
--time-limit 5y
--max-memory 12Q
--resume --force
LINES
}

@test "run, check, show, diff, merge without operands: 64" {
    for command in run check show diff merge; do
        run_status 64 sendsim "$command"
    done
    run_status 64 sendsim show one_list.json two_places.json
    run_status 64 sendsim merge -o out one_list.json
}

@test "a file that is not there: 66" {
    run_status 66 sendsim run nowhere.json
    grep -q nowhere.json stderr
    run_status 66 sendsim check one_list.json nowhere.json
    run_status 66 sendsim show nowhere.json
}

@test "a bad scenario: 65, all faults at once, nothing written" {
    sed 's/"places": 1/"places": -3/; s/"days": 1500/"days": 0/' one_list.json >bad.json
    run_status 65 sendsim run bad.json
    [ "$(grep -c 'bad.json:' stderr)" -ge 2 ]
    [ ! -e results ]
}

@test "66 before 65 when both are seen" {
    echo '{' >bad.json
    run_status 66 sendsim run bad.json nowhere.json
    grep -q bad.json stderr
    grep -q nowhere.json stderr
}

@test "the same id twice: 65" {
    run_status 65 sendsim run one_list.json one_list.json
    grep -q 'is one_list' stderr
}

@test "--fail-if: 3 when it holds, 0 when not, 64 when it names nothing" {
    run_status 3 sendsim run -q -n 4 -o out one_list.json --fail-if 'verify_utilisation > 0.1'
    grep -q 'verify_utilisation' stderr
    [ -s out/manifest.json ]
    run_status 0 sendsim run -q -n 4 -o out one_list.json --fail-if 'verify_utilisation > 1'
    run_status 64 sendsim run -q -n 4 -o out one_list.json --fail-if 'verify_utilisation'
    run_status 64 sendsim run -q -n 4 -o out one_list.json --fail-if 'verify_utilization > 1'
    grep -q verify_utilisation stderr
    run_status 64 sendsim run -q -n 4 -o out one_list.json --fail-if 'verify_utilisation > many'
    run_status 64 sendsim run -q -n 4 -o fresh one_list.json --fail-if 'wait_band[1-3] > 2'
    grep -q 'nearest name 1-2' stderr
    [ ! -e fresh ]
}

@test "too little memory: 71" {
    [[ $sendsim != */asan/* ]] || skip "the sanitizer needs memory of its own"
    run_status 71 sendsim run -q -n 4 -o out one_list.json --max-memory 1M
}

@test "no folder can be made there: 73" {
    echo >file
    run_status 73 sendsim run -q -n 2 -o file/out one_list.json
    run_status 73 sendsim run -q -n 2 -o file one_list.json
}

@test "standard output full or closed: 74" {
    run_status 74 bash -c 'sendsim run -n 2 -o out one_list.json >/dev/full'
    run_status 74 bash -c 'sendsim run -n 2 -o out one_list.json >&-'
    run_status 74 bash -c 'sendsim --help >/dev/full'
    run_status 74 bash -c 'sendsim --version >/dev/full'
    run_status 74 bash -c 'sendsim show one_list.json >/dev/full'
}

@test "a closed pipe is no crash" {
    sendsim schema --text | head -1
}

@test "standard error closed: no crash, no stray bytes" {
    run_status 0 bash -c 'sendsim run -n 2 -o out one_list.json 2>&-'
    run_status 0 bash -c 'sendsim run -n 2 -o again one_list.json <&- 2>&- >table'
    same out again
}
