#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""scenarios/hindcast/: the actuals are the evidence's, and no forecast knows of after January 2021.

Every actual is the sum of the evidence rows that it names, of its own year; every row that a file
of the forecast cites is of January 2021 or before; without_closures lies over april_2018 and takes
out the closures and nothing else. With EVIDENCE naming the folder of the whole evidence list, the
copied rows are held to it too.
"""
import csv
import json
import os
import re
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
FOLDER = os.path.join(ROOT, "scenarios", "hindcast")
sys.path.insert(0, os.path.join(ROOT, "tools"))
import hindcast  # noqa: E402

FORECAST = ("prior.json", "calibrated.json", "april_2018.json", "without_closures.json",
            "population.csv", "births.csv")


def rows(*path):
    with open(os.path.join(*path), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return file.read()


def year_of(words):
    """The year in which it ends: 2019, Jan 2025, mid-2020, 2019/20, Q3 2021/22; None: none."""
    found = re.search(r"(\d{4})(/\d\d)?$", words)
    return int(found.group(1)) + bool(found.group(2)) if found else None


def wrong_actuals(evidence):
    for row in rows(FOLDER, "actuals.csv"):
        year = int(row["year"])
        parts = [next((e for e in evidence if e["id"] == i and year_of(e["year"]) == year), None)
                 for i in row["evidence"].split("+")]
        if None in parts:
            yield f"{row['series']} {row['year']}: no row of that year in {row['evidence']}"
        elif abs(sum(float(p["value"]) for p in parts) - float(row["value"])) > 0.005:
            yield f"{row['series']} {row['year']}: {row['value']} is not {row['evidence']}"
    named = {row["series"] for row in rows(FOLDER, "actuals.csv")}
    for series in sorted(named ^ {s[0] for s in hindcast.SERIES} ^ {"in_care"}):
        yield f"{series} is in one of actuals.csv and tools/hindcast.py only"


def cited(text):
    for first, last in re.findall(r"\bE(\d{3}) to E(\d{3})\b", text):
        yield from (f"E{n:03d}" for n in range(int(first), int(last) + 1))
    yield from re.findall(r"\bE\d{3}\b", text)


def wrong_sources(evidence):
    earliest = {}
    for row in evidence:
        year = year_of(row["year"]) or 0
        earliest[row["id"]] = min(year, earliest.get(row["id"], 9999))
    for name in FORECAST:
        for i in sorted(set(cited(read(name)))):
            if i not in earliest:
                yield f"{name} cites {i}, which is not in evidence.csv"
            elif earliest[i] > 2020 and i not in ("E079", "E080"):  # January 2021
                yield f"{name} cites {i}, which is of {earliest[i]}"


def wrong_overlays():
    forecast = json.loads(read("april_2018.json"))
    without = json.loads(read("without_closures.json"))
    closures = {c["id"] for c in forecast["changes"] if c["from"] >= "2020-03-01" and
                c.get("until", "9999") <= "2021-08-31"}
    if {c["id"] for c in without["changes"] if c.get("remove")} != closures or not closures:
        yield f"without_closures.json takes out other changes than {sorted(closures)}"
    if set(without) - {"sendsim", "id", "extends", "title", "changes"} or \
            without["extends"] != "april_2018.json":
        yield "without_closures.json differs in more than the changes"


def wrong_copies(evidence, folder):
    whole = {e["id"]: e for e in rows(folder, "evidence.csv")}
    series = {f"{e['measure']} {e['year']}": e["redcar_cleveland"]
              for e in rows(folder, "tables", "lait_timeseries_rc_england.csv")}
    for row in evidence:
        alone = {"value": series.get(row["id"]), "note": "", "year": row["year"]}
        there = whole.get(row["id"], alone)
        value = float(row["value"])
        same = there["value"] and abs(float(there["value"]) - value) < 0.006 and \
            year_of(there["year"]) == year_of(row["year"])
        in_note = any(words in there["note"] for words in (f"{value:,g} ({row['year']})",
                                                           f"{value:g}% in {row['year']}"))
        if not same and not in_note:
            yield f"{row['id']} {row['year']} is not {row['value']} in the evidence list"


def main():
    evidence = rows(FOLDER, "evidence.csv")
    wrong = [*wrong_actuals(evidence), *wrong_sources(evidence), *wrong_overlays()]
    if "EVIDENCE" in os.environ:
        wrong += wrong_copies(evidence, os.environ["EVIDENCE"])
    print("\n".join(wrong) or "agree")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
