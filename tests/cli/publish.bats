#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# --publish: what is refused, what every file says, and where the store stands. That no withheld count
# comes back is shown by tests/python/published.py.

load common

@test "small numbers of the first day are withheld with status c, zeros and later figures stay" {
    run_status 0 sendsim run -q -n 10 -o plain lists.json
    run_status 0 sendsim run -q -n 10 -o out --publish lists.json
    grep -q ',census_day,2025-01-16,2025-01-16,school_clinic,,,list_size,.*,5,0,5,5,5,10,C,'"$limits" \
        plain/csv/results/results.csv
    grep -q ',census_day,2025-01-16,2025-01-16,school_clinic,,,list_size,.*,referrals,,,,,,0,C,c'"$limits" \
        out/csv/results/results.csv
    grep -q ',census_day,2025-01-16,2025-01-16,clinic,,,list_size,.*,referrals,30,,,,,10,C,c'"$limits" \
        out/csv/results/results.csv
    grep -q ',census_day,2025-01-16,2025-01-16,aids,,,list_size,.*,0,0,0,0,0,10,C,'"$limits" \
        out/csv/results/results.csv
    [ "$(grep ',known_unmet_children,therapy,.*2026-01-15' plain/csv/results/results.csv)" = \
        "$(grep ',known_unmet_children,therapy,.*2026-01-15' out/csv/results/results.csv)" ]
    grep -q '"start": "2026-01-15".*"status": "c"' out/results.json
}

@test "a headline on placeholders is refused, and with --accept-placeholders every file says so" {
    sed 's/"grade": "C"/"grade": "E"/' lists.json >guess.json
    run_status 65 sendsim run -n 3 -o out --publish guess.json
    grep -q 'report.headline is not to be published: it rests on placeholders' stderr
    [ ! -e out ]
    run_status 0 sendsim run -n 3 -o out --publish --accept-placeholders guess.json
    tr '\n' ' ' <stdout | grep -q 'The headline rests on placeholders'
    for file in manifest.json datapackage.json results.json report.html; do
        grep -q 'The headline rests on placeholders' out/$file
    done
    unzip -p out/results.xlsx xl/sharedStrings.xml | grep -q 'The headline rests on placeholders'
    run_status 0 sendsim run -n 3 -o other --publish lists.json
    ! grep -rq 'The headline rests on placeholders' stdout other
    grep -q 'counts of 1 to 7' other/report.html
}

@test "words about the opening lists are withheld from page and workbook" {
    run_status 0 sendsim run -q -n 3 -o plain lists.json
    run_status 0 sendsim run -q -n 3 -o out --publish lists.json
    words() { unzip -p "$1/results.xlsx" xl/sharedStrings.xml | cat - "$1/report.html"; }
    [ "$(words plain | grep -c 'Five of the thirty')" -ge 2 ]
    ! words out | grep -q 'Five of the thirty'
    ! grep -rq 'Five of the thirty' out
    [ "$(words out | grep -c 'The house has three places')" -ge 2 ]
    words out | grep -q 'Withheld: it is about the lists on the first day'
}

@test "the store stands beside the folder, can be resumed, and a finished one published" {
    run_status 0 sendsim run -q -n 6 -o out --publish lists.json
    [ -s out.private.sen ]
    [ -z "$(find out -name '*.sen*')" ]
    run_status 0 sendsim run -q -n 6 -o again/ --publish --resume lists.json
    same out again
    rm again/report.html
    run_status 0 sendsim run -q -n 6 -o again/ --publish --resume lists.json
    same out again
    run_status 0 sendsim run -q -n 6 -o plain lists.json
    cmp plain/replicates.sen out.private.sen
    run_status 0 sendsim merge -q -o merged --publish lists.json plain
    same out merged
    run_status 73 sendsim run -q -n 6 -o plain --publish lists.json
    grep -q 'a store of every replicate in a folder that is to be published' stderr
    run_status 0 sendsim run -n 6 -o plain --publish --force lists.json
    grep -q 'removed plain/replicates.sen' stderr
    same out plain
}

@test "what is local data throughout is not published" {
    run_status 64 sendsim run -o out --publish --keep-replicates lists.json
    run_status 64 sendsim run -o out --publish --actuals happened.csv lists.json
    run_status 64 sendsim run -o out --publish --shard 0/2 lists.json
    run_status 64 sendsim run -o out --accept-placeholders lists.json
    for folder in . .. ./ ../. out/.. /; do
        run_status 64 sendsim run -o $folder -n 3 --publish lists.json
        grep -q 'no name of a folder' stderr
    done
    [ ! -e out ]
}

@test "the rule can be another: HIDE/ROUND" {
    run_status 0 sendsim run -q -n 10 -o out --publish=0/20 lists.json
    grep -q ',census_day,2025-01-16,2025-01-16,school_clinic,,,list_size,.*,referrals,,,,,,0,C,low'"$limits" \
        out/csv/results/results.csv
    grep -q ',census_day,2025-01-16,2025-01-16,clinic,,,list_size,.*,referrals,40,,,,,10,C,c'"$limits" \
        out/csv/results/results.csv
    for rule in 7 7/ /5 7/0 101/5 7/5x; do
        run_status 64 sendsim run -o other --publish=$rule lists.json
        grep -q 'allowed HIDE/ROUND' stderr
    done
}
