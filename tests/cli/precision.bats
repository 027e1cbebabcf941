#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# --precision: a run that ends when it knows enough, at the same replicate however it is done.

load common

# read_manifest DIR EXPRESSION: an expression over the manifest m must hold.
read_manifest() {
    /usr/bin/python3 -c '
import json, sys
m = json.load(open(sys.argv[1] + "/manifest.json"))
p = m["precision"]
assert eval(sys.argv[2]), m' "$1" "$2"
}

# cut_run_id FILE: a CSV file without the run's id.
cut_run_id() {
    cut -d, -f2- "$1"
}

@test "it stops after a block fixed in advance, with the figures of a run of that length" {
    run_status 0 sendsim run -n 500 --precision verify_utilisation=6% -o out one_list.json
    grep -q '^Precision reached with 40 of at most 500 replicates: verify_utilisation of one_list' stderr
    read_manifest out 'm["complete"] and m["replicates"]["done"] == 40 and p["reached"]'
    read_manifest out 'p["replicates"] == 40 and p["at_most"] == 500'
    read_manifest out '0 < p["of"][0]["half_width_95"] <= p["of"][0]["allowed"]'
    run_status 0 sendsim run -q -n 40 -o forty one_list.json
    run_status 0 sendsim run -q -n 20 -o twenty one_list.json
    diff <(cut_run_id out/csv/results/results.csv) <(cut_run_id forty/csv/results/results.csv)
    /usr/bin/python3 - <<'EOP'
import csv
from json import load
def interval(folder, t):
    for row in csv.DictReader(open(folder + '/csv/results/results.csv', newline='')):
        if row['measure_id'] == 'verify_utilisation':
            return t * float(row['mc_error']), 0.06 * float(row['mean'])
half, allowed = interval('forty', 2.02269)
assert half <= allowed
assert abs(half - load(open('out/manifest.json'))['precision']['of'][0]['half_width_95']) < 1e-6
half, allowed = interval('twenty', 2.09302)
assert half > allowed
EOP
}

@test "the same bytes at any number of threads, in any order of work, and after --resume" {
    run_status 0 sendsim run -q -n 500 --precision verify_utilisation=3% -t 1 -o one one_list.json two_places.json
    run_status 0 sendsim run -q -n 500 --precision verify_utilisation=3% -t 3 --work-order 7 -o three one_list.json two_places.json
    same one three
    read_manifest one 'm["replicates"]["done"] in (40, 80, 160, 320)'
    for bytes in 1000 3000; do
        mkdir cut
        head -c $bytes one/replicates.sen >cut/replicates.sen.part
        run_status 0 sendsim run -q -n 500 --precision verify_utilisation=3.0% --resume -o cut one_list.json two_places.json
        same one cut
        rm -r cut
    done
    run_status 0 sendsim run -q -n 500 --precision verify_utilisation=3% --resume -o one one_list.json two_places.json
    same one three
}

@test "not reached within -n: 3, and all results are there" {
    run_status 3 sendsim run -n 30 --precision verify_utilisation=0.1%,verify_mean_wait_days=1000 -o out one_list.json
    grep -q 'one_list: verify_utilisation is +/- .* after 30 replicates, so --precision is not reached' stderr
    ! grep -q 'verify_mean_wait_days is' stderr
    read_manifest out 'm["complete"] and m["replicates"]["done"] == 30 and not p["reached"]'
    read_manifest out '[part["reached"] for part in p["of"]] == [False, True]'
    [ -s out/csv/results/results.csv ]
    ! grep -q -e --draws stderr
    run_status 3 sendsim run -n 60 --precision verify_utilisation=0.1% -o more one_list.json
    grep -q 'share 50 draws .* more with --draws' stderr
}

# nobody ID PLACES: a clinic where with 50 places nobody ever waits.
nobody() {
    cat >"$1.json" <<TEXT
{"sendsim": 1, "id": "$1", "title": "$1", "clock": "plain", "days": 365,
 "teams": {"clinic": {"kind": "places", "places": $2}},
 "services": {"clinic": {"stages": [{"id": "seen", "place": {"team": "clinic", "days": {"exponential": {"mean": 8}}}}]}},
 "streams": {"referrals": {"gap_days": {"exponential": {"mean": 10}}, "asks": ["clinic"]}}}
TEXT
}

@test "a measure that is always 0 is known, and what no replicate has is not: 3" {
    nobody none 50
    run_status 0 sendsim run -n 45 --precision list_size=5% --formats csv -o zero none.json
    grep -q 'reached with 20 of at most 45 replicates: list_size of none +/- 0 ' stderr
    run_status 3 sendsim run -n 45 --precision list_size=5%,wait_p92_weeks=5% --formats csv -o none none.json
    grep -q 'none: wait_p92_weeks is not known after 45 replicates, so --precision is not reached' stderr
    ! grep -q -e 'list_size is' -e 'not known (asked' stderr
    read_manifest none '[part["reached"] for part in p["of"]] == [True, False]'
    read_manifest none 'p["of"][1]["half_width_95"] is None and p["of"][1]["allowed"] is None'
}

@test "a share of 0 allows nothing, and the scenario that differs is the one that is named" {
    nobody none 50
    nobody same 50
    nobody few 1
    run_status 3 sendsim run -n 25 --precision list_size=5% --formats csv -o out none.json same.json few.json
    grep -q 'few: list_size is +/- .* after 25 replicates, so --precision is not reached' stderr
    ! grep -q 'same: list_size' stderr
}

@test "a time limit comes first: 75, and no word that replicates were not enough" {
    run_status 75 sendsim run -n 100000 --precision starts=0.001% --time-limit 1s -o out long.json
    ! grep -q -e 'so --precision is not reached' stderr
    read_manifest out 'not m["complete"] and not p["reached"] and m["replicates"]["asked"] == 100000'
    read_manifest out 'p["replicates"] <= m["replicates"]["done"]'
}

@test "the headline of each comparison is what it is of by default" {
    local names=()
    for name in baseline short_break_both; do
        names+=("$top/scenarios/redcar-and-cleveland/$name.json")
    done
    run_status 0 sendsim run -n 25 --precision 100 --formats csv -o out "${names[@]}"
    grep -q 'reached with 20 of at most 25 replicates: the headline of short_break_both' stderr
    run_status 3 sendsim run -q -n 4 --precision 0.001 --formats csv -o out --force "${names[@]}"
    grep -q 'short_break_both: the headline is +/- ' stderr
    read_manifest out 'p["of"][0]["measure"] == "headline" and p["at_most"] == 4'
}

@test "what cannot be: 64, and nothing is written" {
    while read -r value; do
        run_status 64 sendsim run --precision "$value" one_list.json
        grep -q -e --precision stderr
        [ ! -e results ]
    done <<'LINES'
2%
0
-1
verify_utilisation=0%
verify_utilisation
verify_utilisation=
verify_utilisation=2%,
verify_utilization=2%
list_size[therapy]=2
2%%
inf
LINES
    run_status 64 sendsim run --precision verify_utilisation=2% --shard 0/2 one_list.json
}

@test "another precision is another run, and no part to merge" {
    run_status 0 sendsim run -q -n 60 --precision verify_utilisation=9% -o out one_list.json
    run_status 73 sendsim run -q -n 60 --precision verify_utilisation=8% --resume -o out one_list.json
    run_status 73 sendsim run -q -n 60 -o out one_list.json
    run_status 65 sendsim merge -q -o merged one_list.json out
}
