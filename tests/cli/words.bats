#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Help, version, and what every command says of itself.

load common

@test "no arguments: a short help on stderr, status 64" {
    run_status 64 sendsim
    golden no_arguments
}

@test "--help and -h print the commands on stdout" {
    run_status 0 sendsim --help
    golden help
    cp stdout long
    run_status 0 sendsim -h
    cmp long stdout
}

@test "--version begins with name and number" {
    run_status 0 sendsim --version
    head -1 stdout | grep -Eqx 'sendsim [0-9]+\.[0-9]+\.[0-9]+'
}

@test "every command has --help and -h with status 0" {
    for command in run check show diff merge schema about; do
        run_status 0 sendsim "$command" --help
        grep -q "^Usage: sendsim $command" stdout
        [ ! -s stderr ]
        run_status 0 sendsim "$command" -h
        grep -q "^Usage: sendsim $command" stdout
    done
}

@test "run --help is the golden one" {
    run_status 0 sendsim run --help
    golden run_help
}

@test "a mistyped command names the nearest" {
    run_status 64 sendsim chekc
    golden mistyped_command
}

@test "every flag in --help is in the manual" {
    for command in run merge schema check; do
        sendsim "$command" --help | grep -Eo -- '--[a-z-]+' | sort -u | while read -r flag; do
            case $flag in --help | --usage | --version) continue ;; esac
            sed 's/\\-/-/g' "$top/tools/sendsim.1" | grep -Eq "Fl (-|[a-z] , Fl -)?${flag#--}|Fl ${flag#-}" ||
                { echo "$flag is not in the manual"; exit 1; }
        done
    done
}

@test "the manual is clean" {
    command -v mandoc >/dev/null || skip "no mandoc"
    mandoc -Tlint "$top/tools/sendsim.1"
}

@test "about names the generator and every purpose" {
    run_status 0 sendsim about
    grep -q PCG64 stdout
    grep -q 'NEED' stdout
}

@test "schema is JSON, in both roots" {
    sendsim schema | /usr/bin/python3 -c 'import json,sys; json.load(sys.stdin)'
    sendsim schema --overlay | /usr/bin/python3 -c 'import json,sys; json.load(sys.stdin)'
}

@test "schema --text lists the keys" {
    run_status 0 sendsim schema --text
    grep -q per_week stdout
}

@test "show gives origins, diff gives words" {
    run_status 0 sendsim show two_places.json
    grep -q one_list.json stdout
    run_status 0 sendsim diff one_list.json two_places.json
    grep -q places stdout
    run_status 0 sendsim diff one_list.json reordered.json
    [ ! -s stdout ]
}

@test "check prints the load and the size of the plan" {
    run_status 0 sendsim check one_list.json
    grep -q 'clinic' stdout
    grep -q 'cells' stdout
}

@test "the dictionary of the outputs names every column that a run writes" {
    run_status 0 sendsim run -q -n 2 --formats csv -o out one_list.json two_places.json
    run_status 0 sendsim schema --outputs
    local file column
    for file in out/csv/*/*.csv; do
        grep -qF "\`${file#out/}\`" stdout
        for column in $(head -n 1 "$file" | tr -d '\r' | tr ',' ' '); do
            grep -qF "| \`$column\` |" stdout
        done
    done
}
