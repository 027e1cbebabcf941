#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""results.csv and differences.csv made anew from replicates.csv by another program.

Of a small town and an overlay, with a draw for each replicate and with draws that several share:
means, their errors, percentiles and the order statistics around them, paired differences, their
intervals and chances. A share's mean is a ratio of sums, whose parts replicates.csv has of the
share of a list within target (the list's size is a row of its own): there the jackknife is made
anew too. The law of t and the binomial are worked out here, from their definitions.
"""
import csv
import math
import os
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SENDSIM = os.environ.get("SENDSIM", os.path.join(TOP, "build", "sendsim"))
SMALL = os.path.join(TOP, "tests", "golden", "small")
KEYS = ("scenario_id period_type period_start period_end service_id stage_id provider_id "
        "measure_id category funder group1_type group1 group2_type group2").split()
PLAIN = ("children", "referrals", "child-weeks", "GBP", "sessions", "duties")
ORDERS = ((5, "p05"), (50, "p50"), (95, "p95"))
N = 80


def cdf(k, n, q):
    return sum(math.comb(n, i) * q ** i * (1 - q) ** (n - i) for i in range(k + 1))


BINOMIAL = {}


def binomial_ends(n, percent):
    if (n, percent) not in BINOMIAL:
        q = percent / 100
        low = max([0] + [l for l in range(1, n + 1) if cdf(l - 1, n, q) <= 0.025])
        high = min([u for u in range(1, n + 1) if cdf(u - 1, n, q) >= 0.975] + [n + 1])
        BINOMIAL[n, percent] = (low, high)
    return BINOMIAL[n, percent]


STUDENT = {}


def student(df):
    """0.975 quantile: Simpson's rule over the density, bisection on its end."""
    if df not in STUDENT:
        c = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(df * math.pi)

        def area(t, steps=2000):
            f = [c * (1 + (t * i / steps) ** 2 / df) ** (-(df + 1) / 2) for i in range(steps + 1)]
            return t / steps / 3 * (f[0] + f[-1] + 4 * sum(f[1:-1:2]) + 2 * sum(f[2:-1:2]))
        low, high = 1.9, 13.0
        for _ in range(50):
            middle = (low + high) / 2
            low, high = (middle, high) if area(middle) < 0.475 else (low, middle)
        STUDENT[df] = low
    return STUDENT[df]


def jackknife(left_out):
    n, mean = len(left_out), sum(left_out) / len(left_out)
    return math.sqrt((n - 1) / n * sum((x - mean) ** 2 for x in left_out))


def by_draw(values, draws):
    groups = {}
    for replicate, value in values.items():
        groups.setdefault((replicate - 1) % draws, []).append(value)
    return groups


def mean_error(values, draws):
    """Of a mean: whole draws are left out, one by one. Second: how many there are."""
    groups = by_draw(values, draws)
    if len(groups) < 2:
        return None, len(groups)
    total, n = sum(values.values()), len(values)
    return jackknife([(total - sum(g)) / (n - len(g)) for g in groups.values()]), len(groups)


def share_error(values, draws, test):
    groups = by_draw({r: float(test(x)) for r, x in values.items()}, draws)
    n, d = len(values), len(groups)
    share = sum(sum(g) for g in groups.values()) / n
    off = sum((sum(g) - share * len(g)) ** 2 for g in groups.values())
    return math.sqrt(off * d / (d - 1)) / n, d


def percentiles(values, draws):
    """name -> (value, lower or None, upper or None)"""
    ordered, n, told = sorted(values.values()), len(values), {}
    for percent, name in ORDERS:
        at = ordered[-(-percent * n // 100) - 1]
        low, high = binomial_ends(n, percent)
        if draws < N and ordered[0] != ordered[-1]:
            error, d = max(share_error(values, draws, lambda x: x <= at),
                           share_error(values, draws, lambda x: x < at))
            reach = student(d - 1) * error
            low = min(low, math.floor(n * (percent / 100 - reach)))
            high = max(high, math.ceil(n * (percent / 100 + reach)) + 1)
        known = low >= 1 and high <= n
        told[name] = (at, ordered[low - 1] if known else None,
                      ordered[high - 1] if known else None)
    return told


def near(text, value, what):
    if value is None:
        assert text == "", what
    else:
        assert text != "" and abs(float(text) - value) <= 1e-8 * max(1, abs(value)), \
            (text, value, what)


def check_percentiles(row, values, draws):
    for name, (at, lower, upper) in percentiles(values, draws).items():
        near(row[name], at, (name, row))
        near(row[name + "_lower_95"], lower, (name, row))
        near(row[name + "_upper_95"], upper, (name, row))


def check_result(row, values, sizes, draws, told):
    assert int(row["replicates"]) == len(values), row
    if not values:
        told["empty"] += 1
        assert row["status"] == "z" and row["percentiles_status"] == "z", row
        assert all(row[c] == "" for c in ("mean", "mc_error", "p05", "p50", "p95")), row
        return
    check_percentiles(row, values, draws)
    if row["unit"] in PLAIN:
        near(row["mean"], sum(values.values()) / len(values), row)
        near(row["mc_error"], mean_error(values, draws)[0], row)
        told["means"] += 1
    elif row["measure_id"] == "waiting_within_target_share" and sizes:
        below = {r: sizes[r] for r in values}
        above = {r: values[r] * below[r] for r in values}
        a, b = by_draw(above, draws), by_draw(below, draws)
        all_a, all_b = sum(above.values()), sum(below.values())
        near(row["mean"], all_a / all_b, row)
        left_out = [(all_a - sum(a[d])) / (all_b - sum(b[d])) for d in a] if len(a) > 1 else None
        near(row["mc_error"], jackknife(left_out) if left_out else None, row)
        told["shares"] += 1


def check_difference(row, own, base, draws, told):
    both = {r: round(own[r] - base[r], 9) for r in own if r in base}
    assert int(row["replicates"]) == len(both), row
    if not both:
        assert row["status"] == "z" and row["difference"] == "", row
        return
    check_percentiles(row, both, draws)
    if row["better_when"] == "neither":
        assert row["chance_better"] == row["chance_same"] == row["chance_worse"] == "", row
    else:
        lower = sum(x < 0 for x in both.values()) / len(both)
        higher = sum(x > 0 for x in both.values()) / len(both)
        better, worse = (lower, higher) if row["better_when"] == "lower" else (higher, lower)
        near(row["chance_better"], better, row)
        near(row["chance_worse"], worse, row)
        near(row["chance_same"], 1 - better - worse, row)
    if row["unit"] not in PLAIN:
        return
    told["differences"] += 1
    mean = sum(both.values()) / len(both)
    error, n = mean_error(both, draws)
    near(row["difference"], mean, row)
    half = 0 if error == 0 else student(n - 1) * error
    near(row["mc_lower_95"], mean - half, row)
    near(row["mc_upper_95"], mean + half, row)


def rows_of(folder, name):
    with open(os.path.join(folder, "csv", name, name + ".csv"), newline="") as file:
        yield from csv.DictReader(file)


def check_run(work, draws):
    folder = os.path.join(work, "out%d" % draws)
    subprocess.run([SENDSIM, "run", "--quiet", "--keep-replicates", "-n", str(N), "--draws",
                    str(draws), "--formats", "csv", "-o", folder,
                    os.path.join(SMALL, "town.json"), os.path.join(SMALL, "more.json")],
                   check=True, stdout=subprocess.DEVNULL)
    figures = {}
    for row in rows_of(folder, "replicates"):
        of = figures.setdefault(tuple(row[k] for k in KEYS), {})
        assert (row["value"] == "") == (row["status"] != ""), row
        if row["value"] != "":
            of[int(row["replicate"])] = float(row["value"])
    told = dict.fromkeys(("empty", "means", "shares", "differences"), 0)
    measure = KEYS.index("measure_id")
    for row in rows_of(folder, "results"):
        key = tuple(row[k] for k in KEYS)
        if row["status"] in ("n", "u"):
            assert not figures[key], row
            continue
        size = key[:measure] + ("list_size",) + key[measure + 1:]
        check_result(row, figures[key], figures.get(size), draws, told)
    for row in rows_of(folder, "differences"):
        key = tuple(row[k] for k in KEYS)
        if row["status"] not in ("n", "u"):
            check_difference(row, figures[key], figures[(row["baseline_id"],) + key[1:]], draws,
                             told)
    assert min(told.values()) > 0, told
    return told


def main():
    with tempfile.TemporaryDirectory() as work:
        for draws in (N, 20):
            print("%d draws:" % draws, check_run(work, draws))


if __name__ == "__main__":
    sys.exit(main())
