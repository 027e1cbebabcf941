#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Stopped, killed, resumed.

load common

# start DIR: a run long enough to be stopped; its process id in $pid. A shell starts what runs in
# the background with SIGINT ignored, which the program respects.
start() {
    env --default-signal=INT sendsim run -q -n 1500 -t 2 -o "$1" long.json >/dev/null 2>words &
    pid=$!
}

# wait_for FILE BYTES: until the file has grown so far, 20 s at most.
wait_for() {
    for _ in $(seq 200); do
        [ -e "$1" ] && [ "$(stat -c %s "$1")" -ge "$2" ] && return 0
        sleep 0.1
    done
    return 1
}

whole() {
    sendsim run -q -n 1500 -o whole long.json
}

@test "SIGINT: 75, a usable prefix that says so, and --resume ends with the same bytes" {
    start out
    wait_for out/replicates.sen.part 2000
    kill -INT "$pid"
    status=0
    wait "$pid" || status=$?
    [ "$status" -eq 75 ]
    [ -e out/replicates.sen.part ]
    [ ! -e out/replicates.sen ]
    /usr/bin/python3 -c '
import json
m = json.load(open("out/manifest.json"))
assert m["complete"] is False and 0 < m["replicates"]["done"] < 1500, m'
    run_status 0 sendsim run -q -n 1500 --resume -o out long.json
    whole
    same whole out
}

@test "kill -9, a torn tail, and --resume ends with the same bytes" {
    start out
    wait_for out/replicates.sen.part 2000
    kill -9 "$pid"
    wait "$pid" || true
    [ -e out/replicates.sen.part ]
    printf 'torn' >>out/replicates.sen.part
    run_status 0 sendsim run -q -n 1500 --resume -o out long.json
    whole
    same whole out
}

@test "a run whose disk was full before its first record is gone on with, and may begin anew" {
    for bytes in 0 100; do
        rm -rf out whole
        run_status 0 sendsim run -q -n 3 -o out one_list.json
        cp -r out whole
        head -c $bytes out/replicates.sen >begun
        rm -r out && mkdir out && cp begun out/replicates.sen.part
        run_status 0 sendsim run -q -n 3 --resume -o out one_list.json
        same whole out
        rm -r out && mkdir out && cp begun out/replicates.sen.part
        run_status 0 sendsim run -q -n 3 -o out one_list.json
        same whole out
    done
}

@test "a finished store that was damaged: --resume makes what is lost, and says so" {
    run_status 0 sendsim run -q -n 9 -o whole one_list.json
    cp -r whole out
    truncate -s -5 out/replicates.sen
    run_status 0 sendsim run -n 9 --resume -o out one_list.json
    grep -q 'warning: out/replicates.sen was damaged behind replicate 8 of 9' stderr
    same whole out
    cp -r whole out2
    echo more >>out2/replicates.sen
    run_status 0 sendsim run -q -n 9 --resume -o out2 one_list.json
    same whole out2
}

@test "a second signal ends it at once" {
    [ -e "$top/scenarios/redcar-and-cleveland/baseline.json" ]
    env --default-signal=INT sendsim run -q -n 50 -t 1 --selfcheck -o out \
        "$top/scenarios/redcar-and-cleveland/baseline.json" >/dev/null 2>words &
    pid=$!
    wait_for out/replicates.sen.part 1
    kill -INT "$pid"
    sleep 0.05
    kill -INT "$pid"
    status=0
    wait "$pid" || status=$?
    [ "$status" -eq 75 ]
    [ ! -e out/csv ]
}

@test "a run that starts anew says that it drops what was done" {
    start out
    wait_for out/replicates.sen.part 2000
    kill -9 "$pid"
    wait "$pid" || true
    run_status 0 sendsim run -n 1500 -o out long.json
    grep -q 'removed out/replicates.sen.part' stderr
}

@test "--time-limit: 75, then --resume" {
    run_status 75 sendsim run -q -n 9000 --time-limit 1s -o out long.json
    [ -s out/csv/results/results.csv ]
}

@test "--resume of a run that is done only writes again" {
    run_status 0 sendsim run -q -n 5 -o out one_list.json
    cp -r out before
    run_status 0 sendsim run -q -n 5 --resume -o out one_list.json
    same before out
}

@test "--resume of another run is refused" {
    run_status 0 sendsim run -q -n 5 -o out one_list.json
    run_status 73 sendsim run -q -n 5 -s 2 --resume -o out one_list.json
}

@test "--resume in a new folder is a run" {
    run_status 0 sendsim run -q -n 5 -o out one_list.json
    run_status 0 sendsim run -q -n 5 --resume -o fresh one_list.json
    same out fresh
}

@test "two runs cannot write to one folder at once" {
    start out
    wait_for out/replicates.sen.part 1
    run_status 73 sendsim run -q -n 5 --force -o out one_list.json
    kill -9 "$pid"
    wait "$pid" || true
}
