#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The output folder: whose it is, what is in it, who may take it over.

load common

@test "results/<id> is the default; the files have their fixed names" {
    run_status 0 sendsim run -n 3 one_list.json two_places.json
    for file in manifest.json datapackage.json results.json replicates.sen \
        csv/results/results.csv csv/differences/differences.csv csv/dim/scenarios.csv \
        csv/dim/services.csv csv/dim/measures.csv csv/dim/periods.csv csv/dim/groups.csv; do
        [ -s "results/one_list/$file" ] || { echo "no $file"; return 1; }
    done
    [ ! -e results/one_list/replicates.sen.part ]
    grep -q 'results/one_list' stderr
}

@test "the same run is written again over its own folder" {
    run_status 0 sendsim run -q -n 3 -o out one_list.json
    cp -r out before
    run_status 0 sendsim run -q -n 3 -o out one_list.json
    same before out
}

@test "another run's folder is refused, and kept as it was" {
    run_status 0 sendsim run -q -n 3 -o out one_list.json
    cp -r out before
    run_status 73 sendsim run -q -n 3 -s 2 -o out one_list.json
    grep -q 'holds run' stderr
    same before out
}

@test "--force takes it over, names what it removes and leaves other files" {
    run_status 0 sendsim run -q -n 3 -o out one_list.json two_places.json
    echo mine >out/notes.txt
    mkdir -p out/csv && echo mine >out/csv/mine.csv
    run_status 0 sendsim run -n 3 -s 2 -o out --force one_list.json
    grep -q 'removed out/csv/differences/differences.csv' stderr
    [ "$(cat out/notes.txt)" = mine ]
    [ "$(cat out/csv/mine.csv)" = mine ]
    rm out/notes.txt out/csv/mine.csv
    run_status 0 sendsim run -q -n 3 -s 2 -o clean one_list.json
    same clean out
}

@test "--force removes a shard with its scenarios" {
    run_status 0 sendsim run -q -n 4 --shard 0/2 -o out one_list.json two_places.json
    run_status 0 sendsim run -q -n 2 -o out --force one_list.json
    run_status 0 sendsim run -q -n 2 -o clean one_list.json
    same clean out
}

@test "a folder with other things and no run is refused" {
    mkdir out && echo mine >out/notes.txt
    run_status 73 sendsim run -q -n 2 -o out one_list.json
    [ "$(ls out)" = notes.txt ]
    mkdir empty
    run_status 0 sendsim run -q -n 2 -o empty one_list.json
}

@test "umask holds" {
    (umask 077 && sendsim run -q -n 2 -o out one_list.json)
    [ -z "$(find out -perm /077)" ]
}

@test "-q prints nothing at all" {
    run_status 0 sendsim run -q -n 2 -o out one_list.json
    [ ! -s stdout ]
    [ ! -s stderr ]
}

@test "--json prints one JSON document" {
    run_status 0 sendsim run -n 2 -o out --json one_list.json
    /usr/bin/python3 -c 'import json,sys; json.load(open("stdout"))'
}

@test "the table has no colour codes, with and without NO_COLOR" {
    run_status 0 sendsim run -n 2 -o out one_list.json
    ! grep -q "$(printf '\033')" stdout stderr
    run_status 0 env NO_COLOR=1 sendsim run -n 2 -o out one_list.json
    ! grep -q "$(printf '\033')" stdout stderr
}

@test "on a terminal NO_COLOR means no colour" {
    command -v script >/dev/null || skip "no script(1)"
    NO_COLOR=1 TERM=xterm script -qec "sendsim run -n 2 -o out --progress never one_list.json" /dev/null >typed
    ! grep -q "$(printf '\033\\[[0-9;]*m')" typed
}

@test "--formats csv writes no results.json" {
    run_status 0 sendsim run -q -n 2 -o out --formats csv one_list.json
    [ -s out/csv/results/results.csv ]
    [ ! -e out/results.json ]
}

@test "--csv-bom marks the files, and only them" {
    run_status 0 sendsim run -q -n 2 -o out --csv-bom one_list.json
    [ "$(head -c 3 out/csv/results/results.csv | od -An -tx1 | tr -d ' ')" = efbbbf ]
    [ "$(head -c 1 out/manifest.json)" = '{' ]
}
