#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# --actuals: what happened against the range, and files that are refused.

load common

# ranges DIR: the rows of the list at the end of each block of days, as results.csv has them.
ranges() {
    awk -F, 'NR == 1 || ($3 == "days_28" && $9 == "list_size" && $5 < 400)' \
        "$1/csv/results/results.csv"
}

@test "a value within the range is inside, one beyond it is not, one after the run has no range" {
    run_status 0 sendsim run -q -n 20 -o plain --formats csv one_list.json
    ranges plain | head -3 >rows
    end=$(sed -n 2p rows | cut -d, -f5)
    low=$(sed -n 2p rows | cut -d, -f19)
    high=$(sed -n 2p rows | cut -d, -f21)
    later=$(sed -n 3p rows | cut -d, -f5)
    above=$(($(sed -n 3p rows | cut -d, -f21) + 1))
    [ "$low" -le "$high" ]
    {
        echo period_type,period_end,measure_id,service_id,value
        echo "days_28,$later,list_size,clinic,$above"
        echo "days_28,$end,list_size,clinic,$high"
        echo days_28,1500,list_size,clinic,3
    } >seen.csv
    run_status 0 sendsim run -q -n 20 -o out --actuals seen.csv one_list.json
    [ ! -s stdout ]
    run_status 0 sendsim run --force -n 20 -o out --actuals seen.csv one_list.json
    line='Is it working? Not in all as expected: of 1 latest figure 0 lie in their range, 1 worse.'
    [ "$(grep -c 'Is it working' stdout)" -eq 1 ]
    grep -qxF "$line" stdout
    cut -d, -f5,17,21-22 out/csv/actuals/actuals.csv | tr -d '\r' >told
    {
        echo period_end,value,inside,status
        echo "$end,$high,true,"
        echo "$later,$above,false,"
        echo 1500,3,,x
    } | diff - told
    grep -q '1 of 2 figures lie outside' out/report.html
    grep -q '"csv/actuals/actuals.csv"' out/datapackage.json
    grep -q '"csv/actuals/actuals.csv"' out/manifest.json
    diff plain/csv/results/results.csv out/csv/results/results.csv
}

@test "the order of the rows and of the columns means nothing; merge gives the same" {
    printf 'value,measure_id,period_end,period_type,service_id\n' >a.csv
    printf '3,list_size,156,days_28,clinic\n5,list_size,128,days_28,clinic\n' >>a.csv
    printf 'period_type,period_end,measure_id,service_id,value,unit\n' >b.csv
    printf 'days_28,%s,list_size,clinic,%s,referrals\n' 128 5 156 3 >>b.csv
    run_status 0 sendsim run -q -n 4 -o plain --formats csv one_list.json
    end=$(ranges plain | sed -n 2p | cut -d, -f5)
    later=$(ranges plain | sed -n 3p | cut -d, -f5)
    sed -i "s/,156,/,$end,/; s/,128,/,$later,/" a.csv b.csv
    run_status 0 sendsim run -n 4 -o a --actuals a.csv one_list.json
    grep -qE '^Is it working\? .*: of 1 latest figure [01] lies? in (its|their) range' stdout
    run_status 0 sendsim run -q -n 4 -o b --actuals b.csv one_list.json
    same a b
    run_status 0 sendsim run -q -n 4 -o s0 --shard 0/2 one_list.json
    run_status 0 sendsim run -q -n 4 -o s1 --shard 1/2 one_list.json
    run_status 0 sendsim merge -q -o m --actuals a.csv s0 s1
    same a m
    run_status 64 sendsim run -q -n 4 -o s2 --shard 0/2 --actuals a.csv one_list.json
    run_status 0 sendsim run -n 4 -o a one_list.json
    [ ! -e a/csv/actuals ]
    ! grep -q 'Is it working' stdout
}

@test "every fault of the file is told at once, with its place" {
    {
        echo period_type,period_end,measure_id,service_id,value
        echo days_28,127,list_sise,clinic,3
        echo days_28,126,list_size,clinic,3
        echo days_28,1.5,list_size,clinic,3
        echo days_28,127,list_size,clinc,3
        echo weekly,127,list_size,clinic,3
        echo days_28,127,list_size,clinic,three
    } >bad.csv
    run_status 65 sendsim run -q -n 2 -o out --actuals bad.csv one_list.json
    [ ! -e out ]
    grep -q '^sendsim: bad.csv:2:13: measure_id is "list_sise".* nearest name list_size$' stderr
    grep -q '^sendsim: bad.csv:3:9: period_end is "126", on which no such period' stderr
    grep -q '^sendsim: bad.csv:4:9: period_end is "1.5", which is no day' stderr
    grep -q '^sendsim: bad.csv:5:23: service_id is "clinc".* nearest name clinic$' stderr
    grep -q '^sendsim: bad.csv:6:1: period_type is "weekly"' stderr
    grep -q '^sendsim: bad.csv:7:30: value is "three", which is no number' stderr
    [ "$(grep -c '^sendsim:' stderr)" -eq 6 ]
}

@test "columns that are not known or lack, figures twice and persons are refused" {
    printf 'period_type,period_end,measure_id,count\ndays_28,127,list_size,3\n' >columns.csv
    run_status 65 sendsim run -q -n 2 -o out --actuals columns.csv one_list.json
    grep -q 'columns.csv:1:35: a column "count"' stderr
    grep -q 'columns.csv:1:1: without a column "value"' stderr
    run_status 0 sendsim run -q -n 2 -o plain --formats csv one_list.json
    end=$(ranges plain | sed -n 2p | cut -d, -f5)
    printf 'period_type,period_end,measure_id,service_id,value\n' >twice.csv
    printf "days_28,$end,list_size,clinic,%s\n" 3 4 >>twice.csv
    run_status 65 sendsim run -q -n 2 -o out --actuals twice.csv one_list.json
    grep -q 'twice.csv:3:1: the same figure as in line 2' stderr
    printf 'period_type,period_end,measure_id,value,group1\nrun,1,list_size,3,9434765919\n' >p.csv
    run_status 65 sendsim run -q -n 2 -o out --actuals p.csv one_list.json
    grep -q 'p.csv:2:19: .*NHS number' stderr
    run_status 66 sendsim run -q -n 2 -o out --actuals none.csv one_list.json
}

@test "a file of persons is refused before anything is run, whatever the column" {
    printf 'period_type,period_end,measure_id,service_id,value\nrun,20,list_size,clinic,9434765919\n' >a.csv
    run_status 65 sendsim run -o out --actuals a.csv one_list.json
    grep -q 'a.csv:2:25: a number that looks like an NHS number' stderr
    printf 'period_type,period_end,measure_id,upn,value\nrun,20,list_size,A123456789012,1\n' >a.csv
    run_status 65 sendsim run -o out --actuals a.csv one_list.json
    grep -q 'a.csv:1:35: the name of a column about persons' stderr
    grep -q "a.csv:2:18: a text with what looks like a pupil's number" stderr
    printf 'period_type,period_end,measure_id,category,value\nrun,20,list_size,TS10 1RT,1\n' >a.csv
    run_status 65 sendsim run -o out --actuals a.csv one_list.json
    grep -q 'a.csv:2:18: a text with what looks like a full postcode' stderr
    printf 'period_type,period_end,measure_id,category,value\nrun,20,list_size,born 12/3/2014,1\n' >a.csv
    run_status 65 sendsim run -o out --actuals a.csv one_list.json
    grep -q 'a.csv:2:18: a text with what looks like a date of birth' stderr
    [ ! -e out ]
}
