#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Held against what happened: Redcar and Cleveland forecast from what was known in January 2021.

hindcast.py score      run the scenarios of scenarios/hindcast/ and print model, interval, actual,
                       and two naive forecasts, with their errors (make hindcast)
hindcast.py calibrate  find the factors on scenarios/hindcast/prior.json with which the model agrees
                       with 2019 and 2020, and write scenarios/hindcast/calibrated.json
                       (make hindcast-calibrate)

SENDSIM names the program (build/sendsim), OUT the folder for runs (build/hindcast).
What is compared with what, and the rules of both commands: scenarios/hindcast/README.md.
"""
import csv
import json
import os
import subprocess
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
FOLDER = os.path.join(ROOT, "scenarios", "hindcast")
SENDSIM = os.environ.get("SENDSIM", os.path.join(ROOT, "build", "sendsim"))
OUT = os.environ.get("OUT", os.path.join(ROOT, "build", "hindcast"))
REPLICATES = 400  # as many draws: each replicate has its own values of the uncertain numbers
AT_ONCE = 100     # replicates a run, so that the file of all figures stays small

# Series: id, words, last year known in January 2021, decimals, what drives it. Years are those of
# the actuals: a calendar year of flows, January of a stock, the year in which a school year or a
# financial year ends.
SERIES = (
    ("plans", "Plans in place, January", 2021, 0, "need"),
    ("plans_0_4", "of these aged 0 to 4", 2021, 0, "need"),
    ("plans_5_10", "aged 5 to 10", 2021, 0, "need"),
    ("plans_11_15", "aged 11 to 15", 2021, 0, "need"),
    ("plans_16_17", "aged 16 and 17", 2021, 0, "need"),
    ("plans_18_25", "aged 18 to 25", 2021, 0, "need"),
    ("new_plans", "New plans in the year", 2020, 0, "need"),
    ("requests", "Requests in the year", 2020, 0, "need"),
    ("plan_share", "Pupils with a plan, %", 2021, 1, "need"),
    ("participation", "16-17s with SEND in education, %", 2020, 1, "need"),
    ("in_20_weeks", "Plans issued within 20 weeks, %", 2020, 1, "capacity"),
    ("health_assessments", "Health assessments in 20 days, %", 2020, 1, "capacity"),
    ("refused", "Requests refused, %", 2020, 1, "policy"),
    ("support_share", "Pupils on SEN support, %", 2021, 1, "policy"),
    ("suspensions", "Suspensions per 100 at secondary", 2020, 1, "policy"),
)
BANDS = {"plans_0_4": "0-4", "plans_5_10": "5-10", "plans_11_15": "11-15", "plans_16_17": "16-17"}

# 3.8 % of pupils had a plan in January 2018 (E074); 730 of 17,450 residents of 5 to 15 (4.18 %)
# have one on the first day. The difference is who counts as a pupil; the ratio is kept.
PUPILS_TIMES = 3.8 / 4.18
# Suspensions a pupil without special educational needs, over one with: England 2015/16, 2.67 over
# the 13.95 of plans and SEN support together (E456 to E458).
NO_NEED_TIMES = 2.67 / 13.95
# Nobody is suspended from a school that is closed: days on which schools were open to all, by the
# term dates of prior.json; without the closures all are.
SCHOOL_OPEN = {2020: 124 / 193, 2021: 155 / 194}

# History matching: a replicate counts if the mean of these years lies from the lowest actual less a
# tenth of it to the highest plus a tenth; shares of plans in time 10 points either way.
MATCHED = (("requests", (2019, 2020)), ("new_plans", (2019, 2020)), ("plans", (2019, 2020, 2021)),
           ("support_share", (2019, 2020, 2021)), ("in_20_weeks", (2019, 2020)),
           ("in_care", (2019, 2020)))
POINTS = {"in_20_weeks": 10}

# Calibration: a factor on numbers of the prior, moved until the mean of a series meets its actuals.
# id, paths in prior.json, series, years, and the power to which actual over model is taken: high
# where the series answers weakly to the factor.
MOVED = (
    ("asking", ("needs.plan_need.onset_per_1000_a_year",), "requests", (2019, 2020), 2.0),
    ("issuing", ("services.ehc_plan.stages.issue.panel.approve",), "new_plans", (2019, 2020), 0.7),
    ("staying", ("services.ehc_plan_adult.stages.plan.place.years.exponential.mean",), "plans",
     (2019, 2020, 2021), 5.0),
    ("psychologists", ("teams.educational_psychologists.per_week",), "in_20_weeks", (2019, 2020),
     0.15),
    ("support", ("needs.support_need.onset_per_1000_a_year",), "support_share", (2019, 2020, 2021),
     5.0),
    # Clinics have room for the children of 2020, however many these are.
    ("coming_into_care", ("needs.looked_after.onset_per_1000_a_year",
                          "teams.looked_after_clinics.per_week"), "in_care", (2019, 2020), 1.5),
    ("suspending", ("outcomes.suspensions.rates.plan_need",
                    "outcomes.suspensions.rates.support_need"), "suspensions", (2019, 2020), 1.0),
    # More who are not in education are fewer who are: the power is below 0.
    ("leaving_education", ("outcomes.not_in_education_16_17.rates.plan_need",
                           "outcomes.not_in_education_16_17.rates.support_need"), "participation",
     (2019, 2020), -4.0),
)
ROUNDS = 8


def actuals():
    """{series: {year: value}} of actuals.csv."""
    found = {}
    with open(os.path.join(FOLDER, "actuals.csv"), encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["series"], {})[int(row["year"])] = float(row["value"])
    return found


# ---- what one replicate says ----

KEPT = {"plan_holders", "children_met", "referrals", "starts", "stage_started", "stage_done",
        "stopped_in_time_share", "outcome_events", "outcome_rate", "requirement_children"}


def run(scenario, first, last, draws):
    """[{key: value}] of replicates first to last; key: measure, about, group, period, its end."""
    folder = os.path.join(OUT, scenario)
    subprocess.run([SENDSIM, "run", "-q", "--force", "--formats", "csv", "--keep-replicates",
                    "--detail", "full", "-n", f"{first}..{last}", "--draws", str(draws),
                    "-o", folder, os.path.join(FOLDER, scenario + ".json")], check=True,
                   stdout=subprocess.DEVNULL)
    path = os.path.join(folder, "csv", "replicates", "replicates.csv")
    figures = [{} for _ in range(first, last + 1)]
    with open(path, encoding="utf-8", newline="") as file:
        next(file)
        for line in file:
            c = line.rstrip("\n").split(",")
            if c[8] in KEPT and c[17] != "":
                about = c[5] + ("." + c[6] if c[6] else "") + c[9]
                figures[int(c[16]) - first][c[8], about, c[12], c[2], c[4]] = float(c[17])
    os.remove(path)
    return figures


def residents(people, births, year, first_age, last_age):
    """Residents of these ages in January of the year: the cohorts of the first day, grown older.

    A child aged x in January is the cohort aged x - t on 1 April 2018, t years earlier, or was born
    since; births of a calendar year are spread evenly over it.
    """
    t = year - 2018.25
    count = 0.0
    for x in range(first_age, last_age + 1):
        for share, at in ((1 - t % 1, x - int(t)), (t % 1, x - int(t) - 1)):
            count += share * (people[at] if at >= 0 else births[2018 - at - 1])
    return count


def population():
    with open(os.path.join(FOLDER, "population.csv"), encoding="utf-8", newline="") as file:
        people = {int(r["age"]): float(r["persons"]) for r in csv.DictReader(file)}
    with open(os.path.join(FOLDER, "births.csv"), encoding="utf-8", newline="") as file:
        births = {int(r["year"]): float(r["births"]) for r in csv.DictReader(file)}
    return people, births


def flow_share(f, year, above, below):
    """Share in a calendar year: a quarter of one financial year and three of the next."""
    top = bottom = 0.0
    for weight, end in ((0.25, f"{year}-03-31"), (0.75, f"{year + 1}-03-31")):
        n = f.get(below + ("financial_year", end), 0.0)
        top += weight * above(f, end, n)
        bottom += weight * n
    return 100 * top / bottom if bottom > 0 else None


def at_january(f, key, year):
    """Groups are told at the end of March: two tenths of the March before, eight of that after."""
    return 0.2 * f[key + ("financial_year", f"{year - 1}-03-31")] + \
        0.8 * f[key + ("financial_year", f"{year}-03-31")]


def read(f, series, year, area, closures=True):
    """What a replicate's figures say of a series in a year; None if nothing."""
    end = f"{year - 1}-12-31"  # January is told by the end of December

    def holders(layer):
        return f["plan_holders", layer, "", "calendar_year", end]

    if series == "plans":
        return holders("ehc_plan") + holders("ehc_plan_adult")
    if series == "plans_18_25":
        return holders("ehc_plan_adult")
    if series in BANDS:
        return at_january(f, ("children_met", "ehc_plan", BANDS[series]), year)
    if series == "requests":
        return f["referrals", "ehc_plan", "", "calendar_year", f"{year}-12-31"]
    if series == "new_plans":
        return f["starts", "ehc_plan", "", "calendar_year", f"{year}-12-31"]
    if series == "plan_share":
        of_school_age = sum(at_january(f, ("children_met", "ehc_plan", band), year)
                            for band in ("5-10", "11-15"))
        return 100 * PUPILS_TIMES * of_school_age / residents(*area, year, 5, 15)
    if series == "support_share":
        return 100 * holders("sen_support") / residents(*area, year, 4, 15)
    if series == "refused":
        return flow_share(f, year, lambda f, end, n: n - f[
            "stage_done", "ehc_plan.decide", "", "financial_year", end],
            ("stage_started", "ehc_plan.decide", ""))
    if series == "in_20_weeks":
        return flow_share(f, year, lambda f, end, n: n * f.get(
            ("stopped_in_time_share", "ehc_plan", "", "financial_year", end), 0.0),
            ("stage_started", "ehc_plan.plan", ""))
    return read_rates(f, series, year, area, closures)


def read_rates(f, series, year, area, closures):
    if series == "health_assessments":
        share = f.get(("stopped_in_time_share", "initial_health_assessment", "", "financial_year",
                       f"{year}-03-31"))
        return None if share is None else 100 * share
    school_year = ("academic_year", f"{year}-08-31")
    if series == "participation":
        return 100 * (1 - f[("outcome_rate", "not_in_education_16_17", "") + school_year])
    if series == "suspensions":
        rate = f[("outcome_rate", "suspensions", "") + school_year]
        with_need = f[("outcome_events", "suspensions", "") + school_year] / rate
        pupils = residents(*area, year, 11, 15)
        is_open = SCHOOL_OPEN.get(year, 1.0) if closures else 1.0
        return 100 * is_open * rate * (with_need + NO_NEED_TIMES * (pupils - with_need)) / pupils
    if series == "in_care":
        return f["requirement_children", "initial_health_assessment", "", "financial_year",
                 f"{year}-03-31"]
    raise KeyError(series)


def mean(values):
    return sum(values) / len(values)


def readings(scenario, n, wanted, area):
    """[{(series, year): value}] of n replicates."""
    found = []
    for first in range(1, n + 1, AT_ONCE):
        for f in run(scenario, first, min(first + AT_ONCE - 1, n), n):
            found.append({(s, y): read(f, s, y, area, scenario == "april_2018")
                          for s, y in wanted})
        print(f"{scenario}: {len(found)} of {n}", file=sys.stderr)
    return found


# ---- score ----

def matches(reading, known):
    for series, years in MATCHED:
        there = [known[series][y] for y in years]
        said = mean([reading[series, y] for y in years])
        points = POINTS.get(series)
        low = min(there) - points if points else min(there) * 0.9
        high = max(there) + points if points else max(there) * 1.1
        if not low <= said <= high:
            return False
    return True


def quantile(values, q):
    """As `sendsim`: the smallest value that at least q of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-q * len(ordered) // 1) - 1)]


def naive(series, known, last, year):
    """Last value, and least squares through all values to January 2021; shares stay in 0 to 100."""
    seen = sorted((y, v) for y, v in known.items() if y <= last)
    if not seen:
        return None, None
    level = seen[-1][1]
    if len(seen) < 2:
        return level, None
    middle, height = mean([y for y, _ in seen]), mean([v for _, v in seen])
    slope = sum((y - middle) * (v - height) for y, v in seen) / \
        sum((y - middle) ** 2 for y, _ in seen)
    line = max(0.0, height + slope * (year - middle))
    percent = series not in ("plans", "new_plans", "requests", "suspensions")
    return level, min(100.0, line) if percent else line


def score_rows(found, known):
    """One row a series and year after January 2021."""
    rows = []
    for series, _, last, decimals, driver in SERIES:
        for year in sorted(known[series]):
            if year <= last:
                continue
            values = [r[series, year] for r in found if r[series, year] is not None]
            level, line = naive(series, known[series], last, year)
            rows.append({"series": series, "year": year, "decimals": decimals, "driver": driver,
                         "actual": known[series][year], "level": level, "line": line,
                         "model": mean(values), "low": quantile(values, 0.05),
                         "high": quantile(values, 0.95)})
    return rows


def print_fit(found, known):
    """What it was calibrated on and held to: no forecast."""
    print("| held to | year | model | 90 % interval | actual |\n|---|---|---|---|---|")
    for series, years in MATCHED:
        for year in years:
            values = [r[series, year] for r in found]
            print(f"| {series} | {year} | {mean(values):.1f} | {quantile(values, 0.05):.1f} to "
                  f"{quantile(values, 0.95):.1f} | {known[series][year]:.1f} |")
    print()


def inside(row):
    return row["low"] <= row["actual"] <= row["high"]


def errors(rows, what):
    """Mean absolute error, and as % of the actual; None where a row has no such forecast."""
    there = [r for r in rows if r[what] is not None]
    if not there:
        return None, None
    return (mean([abs(r[what] - r["actual"]) for r in there]),
            mean([100 * abs(r[what] - r["actual"]) / r["actual"] for r in there]))


def text(value, decimals):
    return "-" if value is None else f"{value:.{decimals}f}"


def print_series(rows):
    titles = {s[0]: s[1] for s in SERIES}
    print("| series | year | model | 90 % interval | actual | inside | last value | trend |")
    print("|---|---|---|---|---|---|---|---|")
    for r in rows:
        d = r["decimals"]
        print(f"| {titles[r['series']]} | {r['year']} | {text(r['model'], d)} | "
              f"{text(r['low'], d)} to {text(r['high'], d)} | {text(r['actual'], d)} | "
              f"{'yes' if inside(r) else 'no'} | {text(r['level'], d)} | {text(r['line'], d)} |")


def print_errors(rows):
    """Errors by series; model beside the naive forecasts on the rows that have all three."""
    print("| series | driven by | MAE model | last value | trend | MAPE model | last value | trend "
          "| inside |")
    print("|---|---|---|---|---|---|---|---|---|")
    for series, title, _, decimals, driver in SERIES:
        own = [r for r in rows if r["series"] == series]
        e = [errors(own, what) for what in ("model", "level", "line")]
        print(f"| {title} | {driver} | " + " | ".join(text(m, decimals) for m, _ in e) + " | " +
              " | ".join(text(p, 1) for _, p in e) +
              f" | {sum(map(inside, own))} of {len(own)} |")


def print_sums(rows, words):
    for name, drivers in (("need and capacity", ("need", "capacity")), ("policy", ("policy",)),
                          ("all", ("need", "capacity", "policy"))):
        own = [r for r in rows if r["driver"] in drivers]
        whole = [r for r in own if r["level"] is not None and r["line"] is not None]
        e = [errors(whole, what)[1] for what in ("model", "level", "line")]
        within = sum(map(inside, own))
        print(f"| {words} | {name} | {within} of {len(own)} ({100 * within / len(own):.0f} %) | "
              f"{len(whole)} | " + " | ".join(text(x, 1) for x in e) + " |")


def score():
    known, area = actuals(), population()
    wanted = [(s[0], y) for s in SERIES for y in known[s[0]] if y > s[2]]
    past = [(s, y) for s, years in MATCHED for y in years]
    all_draws = readings("april_2018", REPLICATES, wanted + past, area)
    kept = [i for i, r in enumerate(all_draws) if matches(r, known)]
    if len(kept) < 20:
        raise SystemExit(f"only {len(kept)} of {REPLICATES} replicates agree with 2019 and 2020")
    without = readings("without_closures", REPLICATES, wanted, area)
    rows = score_rows([all_draws[i] for i in kept], known)
    print(f"{len(kept)} of {REPLICATES} replicates agree with 2019 and 2020 and make the forecast."
          "\n")
    print_fit([all_draws[i] for i in kept], known)
    print_series(rows)
    print()
    print_errors(rows)
    print("\n| forecast | series | inside the 90 % interval | compared | MAPE model | last value | "
          "trend |\n|---|---|---|---|---|---|---|")
    print_sums(rows, "with March 2020 to August 2021")
    print_sums([r for r in rows if r["year"] > 2021], "with, years from 2022 only")
    print_sums(score_rows([without[i] for i in kept], known), "without")
    print_sums(score_rows(all_draws, known), f"with, all {REPLICATES} draws")
    print()
    cliff(area)


def cliff(area):
    """The clinics of 2021 and the demand of 2023: told what happened to demand, not to waits."""
    wanted = [("health_assessments", y) for y in range(2020, 2026)]
    found = readings("clinics_given_2021", AT_ONCE, wanted, area)
    print("Health assessments in 20 working days, clinics set to the 81 % of autumn 2021, demand "
          "up 37 % in two years, clinics left as they are (no forecast: a test of the mechanism; "
          "19.6 % were seen in autumn 2023):\n")
    print("| year to March | model, % | 90 % interval |\n|---|---|---|")
    for key in wanted:
        values = [r[key] for r in found if r[key] is not None]
        print(f"| {key[1]} | {mean(values):.1f} | {quantile(values, 0.05):.1f} to "
              f"{quantile(values, 0.95):.1f} |")


# ---- calibrate ----

def follow(node, path):
    for step in path.split("."):
        node = next(m for m in node if m.get("id") == step) if isinstance(node, list) else \
            node[step]
    return node


def scaled(node, factor, most):
    """A number, an uncertain law or numbers by age, times a factor."""
    if isinstance(node, (int, float)):
        return round(min(most, node * factor), 4)
    if isinstance(node, dict):
        if "uncertain" in node:
            law = node["uncertain"]
            new = {"pert": [round(min(most, v * factor), 4) for v in law["pert"]]}
            return {**{k: v for k, v in node.items() if k in ("group",)}, "uncertain": new}
        return {"by": "age", "rows": [[age, scaled(v, factor, most)] for age, v in node["rows"]]}
    raise TypeError(node)


def put(tree, path, value):
    """Set a value in an overlay; a list of the base is met by a member with the id."""
    steps = path.split(".")
    for i, step in enumerate(steps[:-1]):
        if i > 0 and steps[i - 1] in ("stages", "outcomes"):
            member = next((m for m in tree if m["id"] == step), None)
            if member is None:
                member = {"id": step}
                tree.append(member)
            tree = member
        else:
            tree = tree.setdefault(step, [] if step in ("stages", "outcomes") else {})
    tree[steps[-1]] = value


def laid_out(node, depth):
    """JSON text in which what fits into a line stands in one."""
    line = json.dumps(node, ensure_ascii=False)
    if len(line) + 2 * depth <= 96 or not isinstance(node, (dict, list)):
        return line
    inner = "  " * (depth + 1)
    if isinstance(node, dict):
        parts = [f"{inner}{json.dumps(k)}: {laid_out(v, depth + 1)}" for k, v in node.items()]
    else:
        parts = [inner + laid_out(v, depth + 1) for v in node]
    opens, closes = "{}" if isinstance(node, dict) else "[]"
    return opens + "\n" + ",\n".join(parts) + "\n" + "  " * depth + closes


def write_calibrated(prior, factors):
    tree = {"sendsim": 1, "id": "calibrated", "extends": "prior.json",
            "title": "April 2018, calibrated",
            "note": "Written by make hindcast-calibrate: numbers of prior.json times a factor. "
                    "Years, targets and the rule are in README.md beside it."}
    for name, paths, series, years, _ in MOVED:
        for path in paths:
            most = 0.995 if path.endswith("approve") else 1e9
            value = scaled(follow(prior, path), factors[name], most)
            value = {"source": f"calibrated: prior times {factors[name]:.3f}, for the mean of "
                     f"{series} in {years[0]} to {years[-1]}", "grade": "E", **value}
            put(tree, path, value)
    with open(os.path.join(FOLDER, "calibrated.json"), "w", encoding="utf-8") as file:
        file.write(laid_out(tree, 0) + "\n")


def calibrate():
    known, area = actuals(), population()
    with open(os.path.join(FOLDER, "prior.json"), encoding="utf-8") as file:
        prior = json.load(file)
    factors = {name: 1.0 for name, *_ in MOVED}
    wanted = sorted({(series, y) for _, _, series, years, _ in MOVED for y in years})
    for turn in range(ROUNDS + 1):
        write_calibrated(prior, factors)
        found = readings("april_2018", AT_ONCE, wanted, area)
        print(f"round {turn}")
        for name, _, series, years, answer in MOVED:
            said = mean([r[series, y] for r in found for y in years])
            there = mean([known[series][y] for y in years])
            print(f"  {name}: factor {factors[name]:.3f}, {series} {said:.1f} for {there:.1f}")
            if turn < ROUNDS:
                step = (there / said) ** answer
                factors[name] = round(factors[name] * min(1.5, max(0.67, step)), 3)


def main():
    commands = {"score": score, "calibrate": calibrate}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        print(__doc__, file=sys.stderr)
        return 64
    commands[sys.argv[1]]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
