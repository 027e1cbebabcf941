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

@test "about --stress has every part of STRESS-DES, and the program's own figures" {
    run_status 0 sendsim about --stress
    for part in '1 Objectives' '2 Logic' '3 Data' '4 Experimentation' '5 Implementation' '6 Access'; do
        grep -q "^$part\$" stdout
    done
    for item in 1.1 1.2 1.3 2.1 2.2 2.3 2.4 2.5 3.1 3.2 3.3 3.4 4.1 4.2 4.3 5.1 5.2 5.3 5.4 6.1; do
        grep -q "^$item " stdout
    done
    for component in entities activities resources queues entry; do
        grep -q "^    $component" stdout
    done
    grep -q '200 unless -n says otherwise' stdout
    grep -q 'PCG64' stdout
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

@test "check and run say of a change that it is never in force" {
    cat >late.json <<'EOF'
{"sendsim": 1, "id": "late", "extends": "one_list.json",
 "changes": [{"id": "more", "from": 99999, "kind": "capacity", "add": {"teams.clinic.places": 1}},
             {"id": "now", "from": 0, "kind": "capacity", "add": {"teams.clinic.places": 1}}]}
EOF
    run_status 0 sendsim check late.json
    grep -q 'late: the change more is never in force: it would begin after the last day of the run' \
        stdout
    ! grep -q 'the change now' stdout
    run_status 0 sendsim run -n 2 -o out one_list.json late.json
    [ "$(grep -c '^note: late: the change more is never in force' stderr)" -eq 1 ]
}

@test "check says of a share that grows beyond everybody" {
    /usr/bin/python3 - "$here/../data/valid/town.json" <<'EOF'
import json, sys
town = json.load(open(sys.argv[1]))
town["services"]["therapy"]["referral"].update({"share": 0.9, "trend_a_year": 0.2})
town["services"]["support"]["referral"].update({"share": 0.9, "trend_a_year": 0.05})
json.dump(town, open("grows.json", "w"))
EOF
    run_status 0 sendsim check grows.json
    grep -q '^Share referred, with its trend_a_year above 1' stdout
    grep -q '^  services.therapy.referral: in 100 % of draws' stdout
    ! grep -q 'services.support.referral: in' stdout
}

@test "make help lists every target" {
    cd "$top"
    sed -n '/^\.PHONY/,/[^\\]$/p' Makefile | tr -d '\\' | tr ' \t' '\n\n' | sed '/PHONY/d;/^$/d' |
        LC_ALL=C sort >"$BATS_TEST_TMPDIR/targets"
    make --no-print-directory help | cut -d ' ' -f 1 | LC_ALL=C sort >"$BATS_TEST_TMPDIR/listed"
    diff "$BATS_TEST_TMPDIR/targets" "$BATS_TEST_TMPDIR/listed"
}

@test "check says where more hold a place on day 0 than there are" {
    /usr/bin/python3 - "$here/../data/valid/town.json" <<'EOF'
import json, sys
town = json.load(open(sys.argv[1]))
town["services"]["therapy"]["stages"].append({"id": "room", "place": {"team": "rooms", "years": 2}})
town["opening"]["in"] = {"kind": "therapy", "ages": [2, 16], "served": True,
                         "at": "services.therapy.stages.room", "weeks": {"0-1": 50}}
json.dump(town, open("full.json", "w"))
EOF
    run_status 0 sendsim check full.json
    grep -q '^  rooms: 50 hold a place on day 0 and 5 are in post' stdout
    run_status 0 sendsim check "$here/../data/valid/town.json"
    ! grep -q 'hold a place on day 0' stdout
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

@test "a mistyped flag names the nearest" {
    run_status 64 sendsim run --replicats 3 one_list.json
    grep -qx "sendsim run: no option '--replicats'; nearest is --replicates" stderr
    run_status 64 sendsim schema --wholly=3
    grep -qx "sendsim schema: no option '--wholly'" stderr
    run_status 0 sendsim run -q --repl 2 --out --weird one_list.json
    [ -f ./--weird/manifest.json ]
}

@test "a mistyped file names the nearest in its folder" {
    run_status 66 sendsim check one_lst.json
    grep -q "nearest name one_list.json" stderr
    mkdir deep
    cp one_list.json deep
    run_status 66 sendsim check deep/one_lisst.json
    grep -q "nearest name one_list.json" stderr
    run_status 66 sendsim check nothing_of_the_sort
    ! grep -q nearest stderr
}

@test "completion knows every command and every flag of each" {
    _init_completion() {
        words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
        cur=${words[cword]} prev=${words[cword - 1]}
    }
    _filedir() { :; }
    complete() { :; }
    # shellcheck source=/dev/null
    . "$top/tools/sendsim.bash"
    COMP_WORDS=(sendsim "") COMP_CWORD=1
    _sendsim
    for command in $(sendsim --help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
        [[ " ${COMPREPLY[*]} " == *" $command "* ]] || { echo "no $command"; return 1; }
        offered+="$command "
    done
    [ "$offered" = "run check show diff merge schema about " ]
    for command in $offered; do
        COMP_WORDS=(sendsim "$command" --) COMP_CWORD=2
        _sendsim
        for flag in $(sendsim "$command" --help | grep -Eo '^ *(-., )? *--[a-z-]+' | grep -o -- '--.*'); do
            case $flag in --usage | --version) continue ;; esac
            [[ " ${COMPREPLY[*]} " == *" $flag "* ]] || { echo "$command lacks $flag"; return 1; }
        done
    done
}

@test "completion knows the values of every flag that has words for values" {
    _init_completion() {
        words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
        cur=${words[cword]} prev=${words[cword - 1]}
    }
    _filedir() { COMPREPLY=("file:$1"); }
    complete() { :; }
    # shellcheck source=/dev/null
    . "$top/tools/sendsim.bash"
    offers() { # the words so far, then what must be offered,
        local expected=${*: -1}
        COMP_WORDS=("${@:1:$#-1}") COMP_CWORD=$(($# - 2))
        _sendsim
        [[ " ${COMPREPLY[*]} " == *" $expected "* ]] || { echo "$*: ${COMPREPLY[*]}"; return 1; }
    }
    offers sendsim run --formats h html
    offers sendsim run --formats csv,h csv,html
    offers sendsim merge --detail f full
    offers sendsim run --progress al always
    offers sendsim run --shard s slurm
    offers sendsim run --time-limit 8 8h
    offers sendsim run --max-memory 4 4G
    offers sendsim run --fail-if known_unmet_ch known_unmet_children
    offers sendsim run --precision list_s list_size
    offers sendsim run --actuals "" file:csv
    offers sendsim run -o "" file:-d
    offers sendsim check "" file:json
    # Every flag with a value is one of these, or takes a number that no list can know.
    for flag in $(sendsim run --help | grep -Eo -- '--[a-z-]+(=|\[=)' | tr -d '=['); do
        case $flag in
            --formats | --detail | --progress | --shard | --time-limit | --max-memory | --fail-if | \
                --precision | --actuals | --out | --publish | --replicates | --seed | --threads | --draws) ;;
            *) echo "no values for $flag"; return 1 ;;
        esac
    done
}

@test "every --help ends with an example that names the command" {
    for command in "" run check show diff merge schema about; do
        sendsim $command --help > help
        grep -A1 "^For example:" help | grep -q "^  sendsim $command"
    done
}

@test "installed under a prefix it runs from there, with scenarios, manual and completion" {
    command -v make >/dev/null || skip "no make"
    make -s -C "$top" install PREFIX="$PWD/there" MODE="${SENDSIM_MODE:-default}" >made 2>&1 ||
        { cat made; return 1; }
    [ -f there/share/man/man1/sendsim.1 ]
    [ -f there/share/bash-completion/completions/sendsim ]
    run_status 0 there/bin/sendsim check there/share/sendsim/scenarios/redcar-and-cleveland/baseline.json
    run_status 0 there/bin/sendsim run -q -n 2 -o out \
        there/share/sendsim/scenarios/redcar-and-cleveland/baseline.json
    [ -f out/results.xlsx ]
    make -s -C "$top" uninstall PREFIX="$PWD/there" >/dev/null
    [ -z "$(find there -type f)" ]
}
