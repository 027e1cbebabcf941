#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A figure with nothing to divide by is an empty value with a status, in every file.

A town in which nobody has a need and nothing is commissioned, against the same with a session a
week, and a town with all there is in a scenario; with one replicate, with several, and with shared
draws. No file may hold a number that is none (NaN, infinity), and an empty number has a status.
"""
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SENDSIM = os.environ.get("SENDSIM", os.path.join(TOP, "build", "sendsim"))
TOWN = os.path.join(TOP, "tests", "golden", "small", "town.json")
EVERYTHING = os.path.join(TOP, "tests", "data", "valid", "everything.json")
NO_NUMBER = re.compile(r"(?<![A-Za-z])-?(nan|inf|infinity)(?![A-Za-z])", re.IGNORECASE)
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?\Z")
TEXTS = set("run_id scenario_id baseline_id period_type period_start period_end service_id stage_id "
            "provider_id measure_id category funder group1_type group1 group2_type group2 unit "
            "better_when evidence_grade status percentiles_status".split())


def empty_town(folder):
    with open(TOWN) as file:
        town = json.load(file)
    need = town["needs"]["speech"]
    need["present_at_start"] = {"uncertain": {"uniform": [0, 1e-12]}}
    need["onset_per_1000_a_year"] = 0
    del town["assumptions"]
    del town["opening"]["list"]
    town["teams"]["therapist"]["per_week"] = 0
    town["id"], town["grade"] = "nobody", "C"
    more = {"sendsim": 1, "id": "nobody_more", "extends": "nobody.json", "title": "A session",
            "changes": [{"id": "one", "title": "A session", "from": "2026-01-05",
                         "kind": "capacity", "set": {"teams.therapist.per_week": 1}}]}
    nobody_knows = dict(town, id="unknown", title="Nobody knows", teams={
        "therapist": dict(town["teams"]["therapist"], per_week="unknown")})
    paths = []
    for scenario in (town, more, nobody_knows):
        paths.append(os.path.join(folder, scenario["id"] + ".json"))
        with open(paths[-1], "w") as file:
            json.dump(scenario, file)
    return paths


def run(folder, scenarios, options):
    formats = "csv,xlsx,html,json" + ("" if EVERYTHING in scenarios else ",dfe")  # no area's code
    told = subprocess.run([SENDSIM, "run", "--quiet", "--force", "--keep-replicates", "--detail",
                           "full", "--formats", formats, "-o", folder] + options + scenarios,
                          check=True, stdout=subprocess.PIPE, text=True).stdout
    assert not NO_NUMBER.search(told), NO_NUMBER.search(told)


def check_rows(path, name, seen):
    main = {"results": "mean", "differences": "difference", "replicates": "value",
            "uncertainty": "sd_chance"}[name]
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            for column, value in row.items():
                assert column in TEXTS or value == "" or NUMBER.match(value), (column, row)
            if row[main] == "":
                assert row["status"] != "", row
                rest = [c for c in row if c not in TEXTS | {"replicates", "replicate", "draws"}]
                assert all(row[c] == "" for c in rest), row
                if row["status"] == "u":  # of no evidence; a difference of two is of the worst
                    assert name not in ("results", "differences") or row["evidence_grade"] == "", row
                    seen.add("u")
                if name == "results" and row["status"] == "z":
                    seen.add(row["measure_id"])
            else:
                assert row["status"] in ("", "x"), row


def refuse(constant):
    raise AssertionError(constant)


def check_json(path):
    with open(path) as file:
        rows = json.load(file, parse_constant=refuse)["rows"]
    for row in rows:
        assert (row["mean"] is None) == (row["status"] not in ("", "x")), row
        of = row.get("difference")
        if of is not None:
            assert (of["mean"] is None) == (of["status"] not in ("", "x")), row
            chances = {of[c] is None for c in ("chance_better", "chance_same", "chance_worse")}
            assert chances == {of["mean"] is None or of["better_when"] == "neither"}, row


def check_texts(folder):
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(at, name)
            if name.endswith((".html", ".json", ".csv")):
                with open(path, encoding="utf-8") as file:
                    found = NO_NUMBER.search(file.read())
                assert not found, (path, found)
            elif name.endswith(".xlsx"):
                with zipfile.ZipFile(path) as book:
                    for part in book.namelist():
                        text = book.read(part).decode("utf-8", "replace")
                        for value in re.findall(r"<v>([^<]*)</v>", text):
                            assert NUMBER.match(value.lower()), (part, value)
                        assert "#DIV/0" not in text and "#NUM" not in text, part


def main():
    with tempfile.TemporaryDirectory() as work:
        nobody = empty_town(work)
        empty = set()
        for scenarios, options in ((nobody[:2], ["-n", "1"]), (nobody[:2], ["-n", "4", "--draws", "4"]),
                                   (nobody[:2], ["-n", "6", "--draws", "2"]),
                                   (nobody[2:], ["-n", "3"]),
                                   ([EVERYTHING], ["-n", "1"])):
            folder = os.path.join(work, "out")
            run(folder, scenarios, options)
            for name in ("results", "differences", "replicates", "uncertainty"):
                path = os.path.join(folder, "csv", name, name + ".csv")
                if os.path.exists(path):
                    check_rows(path, name, empty)
            check_json(os.path.join(folder, "results.json"))
            check_texts(folder)
            subprocess.run(["rm", "-r", folder], check=True)
        print("nothing to divide by:", " ".join(sorted(empty - {"u"})))
        assert {"waiting_within_target_share", "wait_median_weeks", "wait_p92_weeks",
                "restricted_mean_wait_weeks", "seen_by_share", "u"} <= empty, empty


if __name__ == "__main__":
    sys.exit(main())
