#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The same work gives the same bytes, however it is done.

load common

@test "threads 1, 2, 3 and 7" {
    run_status 0 sendsim run -q -n 20 -t 1 -o t1 one_list.json two_places.json
    for threads in 2 3 7; do
        run_status 0 sendsim run -q -n 20 -t "$threads" -o "t$threads" one_list.json two_places.json
        same t1 "t$threads"
    done
}

@test "any order of work" {
    run_status 0 sendsim run -q -n 20 -o plain one_list.json
    run_status 0 sendsim run -q -n 20 -t 3 --work-order 99 -o shuffled one_list.json
    same plain shuffled
}

@test "any order of keys" {
    mkdir a b
    cp one_list.json a/one_list.json
    cp reordered.json b/one_list.json
    run_status 0 sendsim run -q -n 10 -o outa a/one_list.json
    run_status 0 sendsim run -q -n 10 -o outb b/one_list.json
    same outa outb
}

@test "without the processor's AVX2 and FMA" {
    run_status 0 sendsim run -q -n 10 -o with one_list.json
    run_status 0 env GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA sendsim run -q -n 10 -o without one_list.json
    same with without
}

@test "any locale and time zone" {
    run_status 0 sendsim run -q -n 10 -o here one_list.json
    run_status 0 env LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8 TZ=Asia/Tokyo sendsim run -q -n 10 -o there one_list.json
    same here there
}

@test "two shards merged are one run" {
    run_status 0 sendsim run -q -n 21 -o whole one_list.json two_places.json
    for shard in 0 1; do
        run_status 0 sendsim run -q -n 21 --shard $shard/2 -o "part$shard" one_list.json two_places.json
        [ ! -e "part$shard/csv" ]
    done
    run_status 0 sendsim merge -q -o merged one_list.json two_places.json part1 part0
    same whole merged
    mkdir elsewhere && mv part0 part1 elsewhere && rm ./*.json
    cd elsewhere
    run_status 0 sendsim merge -q -o merged part1 part0/replicates.sen
    same ../whole merged
    [ ! -e merged/scenarios ]
}

@test "replicates 1..8 and 9..21 merged are one run, and so with a shard of the rest" {
    run_status 0 sendsim run -q -n 21 -o whole one_list.json two_places.json
    run_status 0 sendsim run -q -n 1..8 -o low one_list.json two_places.json
    run_status 0 sendsim run -q -n 9..21 -o high one_list.json two_places.json
    run_status 0 sendsim merge -q -o merged one_list.json two_places.json high low
    same whole merged
    for shard in 0 1; do
        run_status 0 sendsim run -q -n 9..21 --shard $shard/2 -o "high$shard" \
            one_list.json two_places.json
    done
    run_status 0 sendsim merge -q -o mixed one_list.json two_places.json low high0 high1
    same whole mixed
}

@test "parts by number of a real scenario with draws are one run; a gap between them: 75" {
    local real=$top/scenarios/redcar-and-cleveland/baseline.json
    run_status 0 sendsim run -q -n 4 --draws 2 -o whole "$real"
    for part in 1..2 3..3 4..4; do
        run_status 0 sendsim run -q -n $part --draws 2 -o "part$part" "$real"
    done
    run_status 0 sendsim merge -q -o merged "$real" part4..4 part1..2 part3..3
    same whole merged
    run_status 75 sendsim merge -q -o gap "$real" part1..2 part4..4
    grep -q '3 of 4 replicates are done, 2 of them usable' stderr
    run_status 0 sendsim run -q -n 3..4 --draws 3 -o other "$real"
    run_status 65 sendsim merge -q -o wrong "$real" part1..2 other
}

@test "shards of a real scenario, its tables and its changes of behaviour, need no other files" {
    local names=()
    for name in baseline school_checks_with_capacity joint_panel_disputes_halved; do
        names+=("$top/scenarios/redcar-and-cleveland/$name.json")
    done
    run_status 0 sendsim run -q -n 2 -o whole "${names[@]}"
    for shard in 0 1; do
        run_status 0 sendsim run -q -n 2 --shard $shard/2 -o "part$shard" "${names[@]}"
    done
    run_status 0 sendsim merge -q -o merged part0 part1
    same whole merged
}

@test "a shard without its scenarios: 66, until they are named" {
    run_status 0 sendsim run -q -n 2 --shard 0/2 -o half one_list.json
    rm -r half/scenarios
    run_status 66 sendsim merge -q -o merged half
    grep -q 'keeps no scenarios' stderr
    run_status 75 sendsim merge -q -o merged one_list.json half
}

@test "a folder that began as a shard and is resumed as a whole run holds what one run holds" {
    run_status 0 sendsim run -q -n 3000 -o whole long.json
    run_status 75 sendsim run -q -n 3000 --time-limit 1s --shard 0/2 -o out long.json
    [ -s out/scenarios/1.json ]
    run_status 0 sendsim run -q -n 3000 --resume -o out long.json
    same whole out
}

@test "the tasks of a Slurm array are shards" {
    run_status 0 sendsim run -q -n 9 -o whole one_list.json
    for task in 3 5 7; do
        run_status 0 env SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_STEP=2 \
            SLURM_ARRAY_TASK_COUNT=3 sendsim run -q -n 9 --shard slurm -o "task$task" one_list.json
    done
    run_status 0 sendsim merge -q -o merged one_list.json task3 task5 task7
    same whole merged
    run_status 64 env -u SLURM_ARRAY_TASK_ID sendsim run -q -n 9 --shard slurm one_list.json
}

@test "merge without one shard: 75, the usable prefix" {
    run_status 0 sendsim run -q -n 21 --shard 0/2 -o part0 one_list.json
    run_status 75 sendsim merge -q -o merged one_list.json part0
}

@test "merge does not write over a part that is not finished: 73, and the part is there" {
    for shard in 0 1; do
        run_status 0 sendsim run -q -n 20 --shard $shard/2 -o "part$shard" one_list.json
    done
    mv part0/replicates.sen part0/replicates.sen.part
    cp part0/replicates.sen.part before
    run_status 73 sendsim merge -q -o part0 part0 part1
    grep -q 'a part that is to be merged' stderr
    cmp before part0/replicates.sen.part
    run_status 0 sendsim merge -q -o both part0 part1
    run_status 0 sendsim merge -q -o part1 part0 part1
    same both part1
}

@test "merge says which store is damaged" {
    for shard in 0 1; do
        run_status 0 sendsim run -q -n 20 --shard $shard/2 -o "part$shard" one_list.json
    done
    truncate -s -5 part1/replicates.sen
    run_status 75 sendsim merge -o both part0 part1
    grep -q 'warning: part1/replicates.sen is damaged: 9 of its records can be read' stderr
}

@test "merge refuses shards of another seed or scenario" {
    run_status 0 sendsim run -q -n 10 --shard 0/2 -o part0 one_list.json
    run_status 0 sendsim run -q -n 10 -s 2 --shard 1/2 -o part1 one_list.json
    run_status 65 sendsim merge -q -o merged one_list.json part0 part1
    run_status 65 sendsim merge -q -o merged two_places.json part0
}

@test "a scenario against its own copy differs by exactly 0" {
    run_status 0 sendsim run -q -n 12 -o out one_list.json copy.json
    /usr/bin/python3 - <<'EOP'
import csv
rows = list(csv.DictReader(open('out/csv/differences/differences.csv', newline='')))
assert rows
columns = ('difference', 'mc_lower_95', 'mc_upper_95', 'p05', 'p50', 'p95')
assert all(row[c] in ('0', '') for row in rows for c in columns)
assert any(row['difference'] == '0' for row in rows)
EOP
}

@test "replicates A..B are the ones of a longer run" {
    run_status 0 sendsim run -q -n 3..3 -o third one_list.json
    run_status 0 sendsim run -q -n 3 -o three one_list.json
    [ -s third/csv/results/results.csv ]
}

@test "--selfcheck changes nothing" {
    run_status 0 sendsim run -q -n 5 -o plain one_list.json
    run_status 0 sendsim run -q -n 5 --selfcheck -o checked one_list.json
    same plain checked
}
