#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Time sendsim against the textbook rival, print what was found and append it to results.csv.
# Usage: bench/run.sh [BUILD_FOLDER], from the root of the tree; `make bench` builds sendsim and
# bench/heap_engine into that folder (default: build) and then calls it. What the cases and
# columns mean is in bench/README.md.
#
# Whole processes are timed, the rival's and ours alike, at many replicates and at few; the
# difference takes out start-up, reading the scenario and most of the writing. The two programs
# take turns within seconds, because the same binary drifts by more than we want to see.
set -eu

build=${1:-build}
sendsim=${BENCH_SENDSIM:-$build/sendsim}
heap=${BENCH_HEAP:-$build/bench/heap_engine}
results=${BENCH_RESULTS:-bench/results.csv}
cases=${BENCH_CASES:-w2 w2g area shipped}
thread_counts=${BENCH_THREADS:-1 2}
pairs=${BENCH_PAIRS:-7}
few=${BENCH_FEW:-2}
many=${BENCH_MANY:-102}
heap_many=${BENCH_HEAP_MANY:-22}
area_replicates=${BENCH_AREA_REPLICATES:-40}
shipped_runs=${BENCH_SHIPPED_RUNS:-3}
shipped_replicates=${BENCH_SHIPPED_REPLICATES:-200}
flags=${BENCH_FLAGS:--q}
seed=1
verification=scenarios/verification
shipped=scenarios/redcar-and-cleveland

die()
{
    echo "bench: $1" >&2
    exit "$2"
}

# Run "$@"; leaves took_ns and peak_kib.
timed()
{
    rm -rf "$work/out"
    timed_begin=$(date +%s%N)
    /usr/bin/time -q -f %M -o "$work/peak" "$@" >"$work/stdout" || die "failed: $*" $?
    timed_end=$(date +%s%N)
    took_ns=$((timed_end - timed_begin))
    peak_kib=$(tail -n 1 "$work/peak")
}

# time_sendsim REPLICATES THREADS FILE...
time_sendsim()
{
    sendsim_n=$1
    sendsim_t=$2
    shift 2
    # shellcheck disable=SC2086 # flags are several words
    timed "$sendsim" run "$@" -n "$sendsim_n" -t "$sendsim_t" -s "$seed" -o "$work/out" $flags
}

# column_median FILE COLUMN
column_median()
{
    cut -d ' ' -f "$2" "$1" | sort -g | awk '
        { x[NR] = $1 }
        END { print NR % 2 ? x[(NR + 1) / 2] : (x[NR / 2] + x[NR / 2 + 1]) / 2 }'
}

# record CASE THREADS REPLICATES NS RATE PEAK HEAP_NS RATIO
record()
{
    [ -s "$results" ] || echo "date,commit,case,threads,replicates,ns_per_episode,\
replicates_per_second,peak_kib,heap_ns_per_episode,ratio" >"$results"
    (IFS=,; echo "$today,$commit,$*") >>"$results"
}

# bench_workload CASE THREADS SCENARIO [RIVAL'S FLAG]
bench_workload()
{
    bench_case=$1
    bench_threads=$2
    scenario=$3
    shift 3
    : >"$work/pairs"
    pair=0
    while [ "$pair" -lt "$pairs" ]; do
        pair=$((pair + 1))
        timed "$heap" "$few" "$seed" "$bench_threads" "$@"
        heap_few_ns=$took_ns
        timed "$heap" "$heap_many" "$seed" "$bench_threads" "$@"
        heap_many_ns=$took_ns
        episodes=$(sed -n 's/.*"episodes_per_replicate":\([0-9.]*\).*/\1/p' "$work/stdout")
        time_sendsim "$few" "$bench_threads" "$scenario"
        few_ns=$took_ns
        time_sendsim "$many" "$bench_threads" "$scenario"
        echo "$heap_few_ns $heap_many_ns $few_ns $took_ns $episodes $peak_kib" |
            awk -v few="$few" -v many="$many" -v heap_many="$heap_many" '{
                heap = ($2 - $1) / (heap_many - few) / $5
                ours = ($4 - $3) / (many - few)
                if (heap <= 0 || ours <= 0)
                    exit 1
                printf "%.2f %.2f %.2f %.2f %d\n", ours / $5, 1e9 / ours, heap, heap * $5 / ours, $6
            }' >>"$work/pairs" ||
            die "many replicates took no longer than few; raise BENCH_MANY" 70
    done
    ns=$(column_median "$work/pairs" 1)
    rate=$(column_median "$work/pairs" 2)
    heap_ns=$(column_median "$work/pairs" 3)
    ratio=$(column_median "$work/pairs" 4)
    peak=$(column_median "$work/pairs" 5)
    range=$(cut -d ' ' -f 1 "$work/pairs" | sort -g | sed -n '1p;$p' | paste -s -d - -)
    printf '%-8s %7s %12s [%s] %13s %9s %13s %6s\n' "$bench_case" "$bench_threads" "$ns" \
        "$range" "$rate" "$peak" "$heap_ns" "$ratio"
    record "$bench_case" "$bench_threads" "$many" "$ns" "$rate" "$peak" "$heap_ns" "$ratio"
}

# One replicate of the whole area on one thread: its time, its memory, and where the time goes.
bench_area()
{
    "$build/bench/bench_replicate" "$shipped/baseline.json" "$area_replicates" >"$work/area" ||
        die "failed: bench_replicate" $?
    cat "$work/area"
    number() { sed -n "s/.*\"$1\": \([0-9.]*\).*/\1/p" "$work/area"; }
    rate=$(echo "$(number draw_ms) $(number world_ms) $(number replicate_ms)" |
        awk '{ printf "%.3f", 1000 / ($1 + $2 + $3) }')
    record area 1 "$area_replicates" "" "$rate" \
        $(($(number world_kib) + $(number workspace_kib) + $(number record_kib))) "" ""
}

# bench_shipped THREADS FILE...
bench_shipped()
{
    bench_threads=$1
    shift
    : >"$work/runs"
    run=0
    while [ "$run" -lt "$shipped_runs" ]; do
        run=$((run + 1))
        time_sendsim "$shipped_replicates" "$bench_threads" "$@"
        echo "$took_ns $shipped_replicates $peak_kib" |
            awk '{ printf "%.3f %.3f %d\n", $1 / 1e9, $2 * 1e9 / $1, $3 }' >>"$work/runs"
    done
    seconds=$(column_median "$work/runs" 1)
    rate=$(column_median "$work/runs" 2)
    peak=$(column_median "$work/runs" 3)
    echo "shipped: $# scenarios, $shipped_replicates replicates, $bench_threads threads:" \
        "$seconds s, $rate replicates/s, $peak KiB"
    record shipped "$bench_threads" "$shipped_replicates" "" "$rate" "$peak" "" ""
}

# The shipped comparison's files, one a line in main.txt, named from its folder or from the root.
shipped_files()
{
    sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' "$shipped/main.txt" |
        while IFS= read -r name; do
            if [ -f "$shipped/$name" ]; then
                echo "$shipped/$name"
            else
                echo "$name"
            fi
        done
}

[ -x "$sendsim" ] || die "$sendsim is not there; run make bench" 66
[ -x "$heap" ] || die "$heap is not there; run make bench" 66
[ -x /usr/bin/time ] || die "/usr/bin/time is not there; it measures peak memory" 66
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 75' INT TERM
today=$(date -u +%Y-%m-%d)
commit=$(git rev-parse --short HEAD 2>/dev/null || echo none)
[ -z "$(git status --porcelain --untracked-files=no -- . ":!$results" 2>/dev/null)" ] ||
    commit=$commit+

printf '%-8s %7s %12s %s %13s %9s %13s %6s\n' case threads ns/episode '[least-most]' \
    replicates/s peak_KiB heap_ns/episode ratio
for name in $cases; do
    for threads in $thread_counts; do
        case $name in
        w2) bench_workload w2 "$threads" "$verification/w2.json" ;;
        w2g) bench_workload w2g "$threads" "$verification/w2g.json" --groups ;;
        area) [ "$threads" -gt 1 ] || bench_area ;;
        shipped)
            [ -r "$shipped/main.txt" ] || die "$shipped/main.txt is not there" 66
            shipped_files >"$work/files"
            set --
            while IFS= read -r file; do
                set -- "$@" "$file"
            done <"$work/files"
            bench_shipped "$threads" "$@"
            ;;
        *) die "no case $name; there are w2, w2g, area and shipped" 64 ;;
        esac
    done
done
