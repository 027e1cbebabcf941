#!/bin/sh
# SPDX-License-Identifier: MIT
# Who may include whom. One line a room: the rooms whose headers it may include (its own always).
# Prints each breach; the status is 1 if there is any.
set -u

allowed() {
    case $1 in
    base) echo 'base' ;;
    model) echo 'base' ;;
    stats) echo 'base model' ;; # the reporting plan is laid out from the model
    engine) echo 'base model stats' ;;
    run) echo 'base model stats engine' ;;
    answer) echo 'base model stats engine run' ;;
    report) echo 'base model stats' ;;
    *) echo '' ;;
    esac
}

breaches=0
breach() {
    echo "$1: $2"
    breaches=$((breaches + 1))
}

# quoted FILE: the headers it includes by "...".
quoted() {
    sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$1"
}

for file in sim/*/*.c sim/*/*.h; do
    [ -e "$file" ] || continue
    room=$(basename "$(dirname "$file")")
    for header in $(quoted "$file"); do
        case $header in
        sen.h | sen_*.h) continue ;;
        */*) ;;
        *)
            breach "$file" "includes \"$header\" without its room"
            continue
            ;;
        esac
        case " $room $(allowed "$room") " in
        *" ${header%%/*} "*) ;;
        *) breach "$file" "room $room may not include \"$header\"" ;;
        esac
    done
done

# Programs see only the contract and their own headers; the contract sees only itself.
for file in tools/*/*.c tools/*/*.h include/*.h; do
    [ -e "$file" ] || continue
    for header in $(quoted "$file"); do
        case $header in
        sen.h | sen_*.h) ;;
        *)
            if [ "${file%%/*}" = include ] || [ ! -e "$(dirname "$file")/$header" ]; then
                breach "$file" "may include only what is in include/, not \"$header\""
            fi
            ;;
        esac
    done
done

# Things that stand in one place only.
only() { # PATTERN WHERE MEANING
    found=$(grep -lE "$1" sim/*/*.c sim/*/*.h 2>/dev/null | grep -vE "$2")
    for file in $found; do
        breach "$file" "$3"
    done
}
only '^[[:space:]]*#[[:space:]]*pragma[[:space:]]+omp' '^sim/(run/run|report/(report|sink|table))\.c$' \
    'OpenMP stands where replicates are run and where files are written only'
only '#[[:space:]]*include[[:space:]]*<(cjson/)?cJSON' '^sim/model/(reader|json_nodes)\.[ch]$' \
    'cJSON is known to the reader only'
only '#[[:space:]]*include[[:space:]]*<xlsxwriter' '^sim/report/xlsx_sheet\.h$' \
    'libxlsxwriter is known to the workbook only'
only '(^|[^a-z_])(printf|puts|putchar|exit)[[:space:]]*\(' '^$' \
    'no printf and no exit outside tools/'

names=$(find sim include tools -name '*.[ch]' -exec basename {} \; 2>/dev/null |
    LC_ALL=C sort | uniq -d)
for name in $names; do
    breach "$name" 'the name stands twice in the tree'
done

[ "$breaches" -eq 0 ] && echo 'layers: well'
[ "$breaches" -eq 0 ]
