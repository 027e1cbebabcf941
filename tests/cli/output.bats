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

@test "a scenario or what happened is not written over, whatever --force says: 73" {
    mkdir -p in/csv/actuals
    cp one_list.json in/results.json
    run_status 73 sendsim run -q -n 2 --force -o in in/results.json
    cmp one_list.json in/results.json
    rm in/results.json
    echo 'period_type,period_end,measure_id,value' >in/csv/actuals/actuals.csv
    run_status 73 sendsim run -q -n 2 --force --actuals in/csv/actuals/actuals.csv -o in one_list.json
    [ "$(wc -l <in/csv/actuals/actuals.csv)" -eq 1 ]
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

@test "--formats json writes no CSV files, and the same run may be written in another format" {
    run_status 0 sendsim run -q -n 2 -o both one_list.json
    run_status 0 sendsim run -q -n 2 -o out --keep-replicates one_list.json two_places.json
    run_status 0 sendsim run -q -n 2 -o out --force one_list.json
    same both out
    run_status 0 sendsim run -q -n 2 -o out --formats json one_list.json
    [ "$(ls out | tr '\n' ' ')" = "manifest.json replicates.sen results.json " ]
    run_status 0 sendsim run -q -n 2 -o out one_list.json
    same both out
}

@test "--keep-replicates writes every figure of every replicate, equal at any thread count" {
    run_status 0 sendsim run -q -n 6 -t 1 --keep-replicates -o t1 one_list.json two_places.json
    run_status 0 sendsim run -q -n 6 -t 5 --keep-replicates -o t5 one_list.json two_places.json
    same t1 t5
    for shard in 0 1; do
        run_status 0 sendsim run -q -n 6 --shard $shard/2 -o "part$shard" one_list.json two_places.json
    done
    run_status 0 sendsim merge -q --keep-replicates -o merged part0 part1
    same t1 merged
    /usr/bin/python3 - <<'EOP'
import csv, json
results = list(csv.DictReader(open('t1/csv/results/results.csv', newline='')))
values = list(csv.DictReader(open('t1/csv/replicates/replicates.csv', newline='')))
assert len(values) == 6 * len(results)
names = list(results[0])
keys = names[:names.index('unit') + 1]
for i, row in enumerate(results):
    own = values[6 * i:6 * i + 6]
    assert [v['replicate'] for v in own] == list('123456')
    assert all(v[k] == row[k] for v in own for k in keys)
    numbers = sorted(float(v['value']) for v in own if v['status'] == '')
    assert len(numbers) == int(row['replicates'])
    assert all(v['value'] == '' for v in own if v['status'] == 'z')
    if row['unit'] != 'share' and numbers:
        assert abs(numbers[-1] - float(row['p95'])) < 1e-9, row
package = json.load(open('t1/datapackage.json'))
kept = [r for r in package['resources'] if r['name'] == 'replicates'][0]
assert [f['name'] for f in kept['schema']['fields']] == list(values[0])
assert 'csv/replicates/replicates.csv' in json.load(open('t1/manifest.json'))['files']
EOP
    run_status 0 sendsim run -q -n 6 -o t1 one_list.json two_places.json
    [ ! -e t1/csv/replicates ]
}

@test "on a terminal a bar with the time left, which goes when the run ends" {
    command -v script >/dev/null || skip "no script(1)"
    TERM=xterm script -qec "sendsim run -n 3000 -t 1 -o out long.json" /dev/null >typed </dev/null
    tr '\r' '\n' <typed >lines
    grep -Eq '^\[#+\.+\] [0-9]+ of 3000 replicates, [0-9.]+ a (second|minute), left [0-9]+ (s|min)' lines
    [ "$(grep -c ' of 3000 replicates' lines)" -ge 2 ]
    last=$(grep -n ' of 3000 replicates' lines | tail -1 | cut -d: -f1)
    sed -n "$((last + 1))p" lines | grep -q "^$(printf '\033')\[K"
    for way in "TERM=dumb sendsim run" "TERM=xterm sendsim run --progress never" "TERM=xterm sendsim run -q"; do
        script -qec "$way -n 300 -o out --force long.json" /dev/null >typed </dev/null
        ! grep -q '\[[#.]*\]' typed
    done
}

@test "off a terminal there is no bar unless it is asked for" {
    run_status 0 sendsim run -n 300 -o out long.json
    ! grep -q '\[[#.]*\]' stderr
    run_status 0 sendsim run -n 300 -o out --progress always long.json
    grep -q '\[[#.]*\]' stderr
}

@test "what rests on an unknown without prior is told as u, its differences only between equals" {
    sed 's/"places": 1/"places": "unknown"/; s/"id": "one_list"/"id": "asked"/' one_list.json >asked.json
    sed 's/"mean": 10/"mean": 9/; s/"id": "asked"/"id": "more"/' asked.json >more.json
    run_status 0 sendsim run -q -n 3 -o out asked.json more.json one_list.json
    grep -q '^[^,]*,asked,.*,clinic,.*,,,,,,0,,u'"$limits" out/csv/results/results.csv
    grep -q '^[^,]*,more,asked,.*,clinic,.*,3,,'"$limits" out/csv/differences/differences.csv
    grep -q '^[^,]*,one_list,asked,.*,clinic,.*,0,,u'"$limits" out/csv/differences/differences.csv
    ! grep -q '^[^,]*,asked,.*,clinic,.*,3,,'"$limits" out/csv/results/results.csv
}

@test "--detail full adds rows and changes none; the store is the same" {
    run_status 0 sendsim run -q -n 3 -o plain one_list.json two_places.json
    run_status 0 sendsim run -q -n 3 -o all --detail full one_list.json two_places.json
    cmp plain/replicates.sen all/replicates.sen
    cmp plain/results.json all/results.json
    for file in results differences; do
        sort plain/csv/$file/$file.csv >few
        sort all/csv/$file/$file.csv >many
        [ -z "$(comm -23 few many)" ]
        [ -n "$(comm -13 few many)" ]
    done
    run_status 64 sendsim run -q -o other --detail most one_list.json
    grep -q "allowed default or full" stderr
}

@test "more rows than a spreadsheet opens are refused before the work, unless all detail is asked for" {
    local area="$top/scenarios/redcar-and-cleveland"
    run_status 71 sendsim run -q -n 2 -o much "$area"/baseline.json "$area"/extra_*.json \
        "$area"/joint_panel*.json "$area"/short_break_*.json
    grep -q "results.csv" stderr
    grep -q "500000 rows" stderr
    [ ! -e much ]
}

@test "check tells how many rows a run has, and how many with all detail" {
    run_status 0 sendsim run -q -n 3 -o out one_list.json two_places.json
    rows=$(cat out/csv/results/results.csv out/csv/differences/differences.csv | grep -vc '^run_id,')
    run_status 0 sendsim check one_list.json two_places.json
    grep -q "^A run of these, variants included: $rows rows of results and differences" stdout
}

@test "the first word comes before anything is read, and -q says nothing" {
    mkfifo slow.json
    sendsim run -n 2 -o out slow.json 2>words >/dev/null &
    for _ in $(seq 50); do
        [ -s words ] && break
        sleep 0.1
    done
    kill $! 2>/dev/null || true
    grep -qx "Reading 1 scenario." words
}

@test "the table fits a narrow terminal, and uses a wide one" {
    command -v script >/dev/null || skip "no script"
    for columns in 80 100 200; do
        script -qec "stty cols $columns; sendsim run -n 3 -o out --force --progress never \
            $top/scenarios/redcar-and-cleveland/baseline.json \
            $top/scenarios/redcar-and-cleveland/extra_semh.json" /dev/null >typed </dev/null
        widest=$(tr -d '\r' <typed | LC_ALL=C.UTF-8 wc -L)
        [ "$widest" -le "$columns" ]
        grep -q "^Known unmet need" typed
    done
    [ "$widest" -gt 100 ]
}

@test "what is not modelled is n in every replicate, as it is in the results" {
    sed 's/^  "report"/  "loops": [{"id": "again", "unmet": {"kinds": ["therapy"], "months": 3,\
      "ages": [2, 16], "asks": "school_clinic", "per_year": {"low": 0.1, "central": 0.2, "high": 0.3}}}],\
  "report"/' lists.json >loop.json
    run_status 0 sendsim run -q -n 2 -o out --formats csv --detail full --keep-replicates loop.json
    keys() { cut -d, -f2-15 | sort -u; }
    tr -d '\r' <out/csv/results/results.csv | grep ',0,[A-E]*,n'"$limits" | keys >results
    tr -d '\r' <out/csv/replicates/replicates.csv | grep ',,n$' | keys >replicates
    [ -s results ]
    cmp results replicates
}
