#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""results.xlsx, read back: the rules of "Releasing statistics in spreadsheets", and that it says what
the CSV files say. openpyxl reads it; LibreOffice does too where it is installed."""
import csv
import datetime
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

import openpyxl

PROGRAM = os.environ.get("SENDSIM", "build/sendsim")
HOME = "scenarios/redcar-and-cleveland/"
BIG = [HOME + "baseline.json", HOME + "short_break_both.json"]
TINY = ["tests/golden/tiny/one_list.json", "tests/golden/tiny/two_places.json"]
ORDER = ["Cover", "Contents", "Notes", "Scenarios", "Headline"]
SHORTHAND = re.compile(r"^\[(z|x|u|c|n|low|note \d+)\]( \[note \d+\])*$")


def run(folder, scenarios, replicates):
    subprocess.run([PROGRAM, "run", "-q", "-n", str(replicates), "-o", folder, "--force",
                    "--formats", "csv,xlsx", *scenarios], check=True)
    return os.path.join(folder, "results.xlsx")


def hold(condition, *words):
    if not condition:
        sys.exit("workbook: " + " ".join(str(word) for word in words))


def hold_table(sheet):
    hold(len(sheet.tables) == 1, sheet.title, "has not one table")
    table = next(iter(sheet.tables.values()))
    hold(table.name[0].isalpha() and table.autoFilter is None, sheet.title, "table", table.name)
    first, last = table.ref.split(":")
    hold(first.startswith("A"), sheet.title, "table begins at", first)
    rows = list(sheet[table.ref])
    heads = [cell.value for cell in rows[0]]
    hold(all(isinstance(h, str) and h for h in heads), sheet.title, "an empty heading")
    hold(len(set(heads)) == len(heads), sheet.title, "a heading stands twice")
    hold(sheet.max_row == rows[-1][0].row, sheet.title, "something stands below the table")
    for row in rows[1:]:
        hold(any(cell.value is not None for cell in row), sheet.title, "an empty row")
        for cell, head in zip(row, heads):
            hold(cell.data_type != "f", sheet.title, cell.coordinate, "is a formula")
            if isinstance(cell.value, float):
                hold(math.isfinite(cell.value), sheet.title, cell.coordinate, "is not finite")
            if isinstance(cell.value, str) and cell.value.startswith("["):
                hold(SHORTHAND.match(cell.value), sheet.title, cell.coordinate, cell.value)
            if sheet.title.startswith("Chart data") and head != heads[0]:
                hold(not isinstance(cell.value, str), sheet.title, "text where a chart reads")
    return [dict(zip(heads, (cell.value for cell in row))) for row in rows[1:]]


def hold_rules(path):
    book = openpyxl.load_workbook(path)
    names = book.sheetnames
    hold(names[:len(ORDER)] == ORDER and names[-1] == "Data", names)
    hold(book.active.title == "Cover", "opens on", book.active.title)
    tables, seen = {}, set()
    for sheet in book:
        hold(isinstance(sheet["A1"].value, str), sheet.title, "has no title")
        hold(not sheet.merged_cells.ranges, sheet.title, "has merged cells")
        hold(sheet.sheet_view.selection[0].activeCell in (None, "A1"), sheet.title, "cursor")
        hold(sheet.sheet_state == "visible" and sheet.freeze_panes is None, sheet.title)
        hold(not (sheet.oddHeader.center.text or sheet.oddFooter.center.text), sheet.title, "footer")
        if sheet.title.startswith("Chart ") and not sheet.title.startswith("Chart data"):
            continue
        if sheet.title != "Cover":
            tables[sheet.title] = hold_table(sheet)
            seen |= {t.lower() for t in sheet.tables}
    hold(len(seen) == len(tables), "table names are not unique")
    told = {row["Worksheet"] for row in tables["Contents"] if row["In this run"] == "Yes"}
    hold(told == set(names) - {"Contents"}, "Contents and worksheets differ", told ^ set(names))
    properties = book.properties
    hold(properties.title and properties.creator and properties.keywords, "no properties")
    hold(len(tables["Data"]) <= 20000, "Data is too long")
    with zipfile.ZipFile(path) as parts:
        drawings = [parts.read(n).decode() for n in parts.namelist() if "drawings/drawing" in n]
        charts = [parts.read(n).decode() for n in parts.namelist() if "charts/chart" in n]
    hold(all(re.search(r'descr="[^"]{10,}"', d) for d in drawings), "a chart without words")
    hold(not any('dispBlanksAs val="zero"' in c or 'dispBlanksAs val="span"' in c for c in charts),
         "a chart that draws what is missing")
    return book, tables, len(charts)


def hold_same_as_csv(folder, data):
    rows = {}
    with open(os.path.join(folder, "csv/results/results.csv"), newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if not row["stage_id"] and not row["group1"]:
                key = tuple(row[k] or "Total" for k in KEYS)
                rows[key] = row
    for row in data:
        other = rows[tuple(str(row[k]) for k in KEYS)]
        for name in ("mean", "p05", "p95"):
            if other[name] == "":
                hold(row[name] is None, row, name)
            else:
                hold(math.isclose(float(other[name]), row[name], rel_tol=1e-11, abs_tol=1e-12),
                     row, name, other[name])
        hold((row["status"] or "") == other["status"], row)


KEYS = ("scenario_id", "period_type", "period_end", "service_id", "provider_id", "measure_id",
        "category", "funder")


def hold_pivot(data):
    """Years and census days, with a total over partners that is the sum of the partners."""
    kinds = {(row["period_type"], row["period_end"]) for row in data}
    for kind, least in (("financial_year", 5), ("census_day", 5), ("academic_year", 5)):
        hold(sum(k == kind for k, _ in kinds) >= least, "Data has too few of", kind)
    measures = {row["measure_id"] for row in data}
    hold({"cost", "known_unmet_children", "hidden_unmet_children", "list_size", "open_late",
          "wait_median_weeks", "starts", "utilisation_share", "outcome_children"} <= measures, measures)
    cost = {}
    for row in data:
        if row["measure_id"] == "cost":
            at = (row["scenario_id"], row["period_end"])
            cost.setdefault(at, {})[row["funder"]] = row["mean"]
    for at, of in cost.items():
        total = of.pop("Total")
        hold(math.isclose(total, sum(of.values()), rel_tol=1e-9), at, total, of)
    hold(all(row["scenario"] and row["measure"] and row["about"] for row in data), "a label is empty")


def hold_differences(rows):
    """Only what differs beyond chance; the sheet says how many lines it leaves out."""
    for row in rows:
        low, high = row["95% interval, lower"], row["95% interval, upper"]
        hold(low > 0 or high < 0, "not beyond chance", row)
    hold(0 < len(rows) < 60, len(rows), "differences")


def hold_gaps(rows, folder):
    """A group's share less that of all others, from the numbers of groups in the CSV file."""
    counts = {}
    with open(os.path.join(folder, "csv/results/results.csv"), newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if (row["scenario_id"], row["period_type"], row["period_end"], row["group1_type"]) == (
                    "baseline", "financial_year", "2029-03-31", "age_band"):
                counts[row["measure_id"], row["category"], row["group1"]] = float(row["mean"])
    ages = ["0-4", "5-10", "11-15", "16-17", "18-25"]
    told = [r for r in rows if r["Kind of help"] == "SEMH key worker" and r["Group"] in ages]
    hold(told and 0 < len(rows) <= 40, len(rows), "gaps")
    for row in told:
        of = [row["Group"]], [age for age in ages if age != row["Group"]]
        share, others = (sum(counts.get(("known_unmet_children", "semh_support", a), 0) for a in g)
                         / sum(counts.get(("requirement_children", "semh_support", a), 0) for a in g)
                         for g in of)
        hold(math.isclose(row["Gap in A"], share - others, rel_tol=1e-9), row, share, others)
        hold(row["95% interval of the gap, lower"] > 0, row)


def hold_unknown(folder):
    """What rests on a value that nobody knows is not a placeholder of grade E."""
    home = os.path.join(folder, "area")
    shutil.copytree(HOME, home)
    path = os.path.join(home, "unknown.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"sendsim": 1, "id": "unknown", "extends": "baseline.json", "title": "Unknown",
                   "teams": {"new_nurses": {
                       "provider": "nobody yet", "kind": "sessions", "per_week": "unknown",
                       "funders": {"icb": 1}, "pence_per_unit": 5000, "source": "test",
                       "grade": "E"}},
                   "services": {"school_nursing": {"stages": [
                       {"id": "contacts", "visit": {"team": "new_nurses"}}]}}}, file)
    _, tables, _ = hold_rules(run(folder + "/d", [path, os.path.join(home, "baseline.json")], 2))
    told = [row for row in tables["All lines"] if row["Of"] == "School nurse"]
    hold(told and all(row["Worst grade it rests on"] == "unknown" for row in told), told)
    hold(all(row["A: Unknown"] == "[u]" for row in told), told)
    hold(sum(row["Unknown"] for row in tables["Grades"]) == 1, tables["Grades"])


def hold_short(tables):
    """The headline is short, and each of its lines stands among all of them with the same figures."""
    short, whole = tables["Headline"], tables["All lines"]
    hold(12 <= len(short) <= 24 and len(whole) > len(short), len(short), len(whole), "lines")
    hold(all(row in whole for row in short), "a line of the headline is not among all lines")
    known = [row for row in whole if row["Measure"] == "Children with known unmet need"]
    worst = max(known, key=lambda row: row["A: As commissioned in January 2025"])
    hold(worst in short, "the greatest unmet need is not in the headline")


def hold_not_known(rows, book, register):
    """What is not known is told, and counts placeholders as the other sheets do."""
    scenario = next(row for row in book["Scenarios"].iter_rows(min_row=2, values_only=True)
                    if row[0] == "A")
    of = f"{scenario[8]:,} of the {scenario[7]:,} numbers in A are placeholders"
    words = {row["What"]: row["In words"] for row in rows}
    hold(words["How many numbers"].startswith(of), words["How many numbers"], of)
    hold(any("3 draws of" in str(row[0]) for row in book["Cover"].iter_rows(values_only=True)),
         "more draws than replicates")
    hold(any(of in str(row[0]) for row in book["Cover"].iter_rows(values_only=True)), "cover:", of)
    owners = {row["Owner"] for row in register if row["Grade"] == "E"
              and row["First scenario with it"].startswith("A: ")}
    hold(owners and all(owner in words["Who would know"] for owner in owners),
         words["Who would know"], owners)
    with open(HOME + "baseline.json") as file:
        sought = json.load(file)["not_found"]
    told = {row["What"]: row["In words"] for row in rows
            if row["Why we do not know"] == "Looked for, and not found"}
    hold(len(told) == len(sought) > 9, len(told), "figures not found")
    for one in sought:
        hold(one["looked_in"] in told[one["looked_for"]] and one["owner"] in told[one["looked_for"]],
             told[one["looked_for"]])
    hold(any("Used instead: from 10 to 28, most likely 18 places, a placeholder" in words
             for words in told.values()), "what stands in its place")
    hold("3 replicates are few" in words["Chance"], words["Chance"])
    hold({"Quality", "What waiting leads to", "Hidden need",
          "Numbers without a range"} <= set(words), sorted(words))


def hold_register(rows, book, grades, folder):
    """Every number of A once, with source and grade, as in csv/dim/numbers.csv."""
    scenario = next(row for row in book["Scenarios"].iter_rows(min_row=2, values_only=True)
                    if row[0] == "A")
    with open(folder + "/csv/dim/numbers.csv", newline="") as file:
        told = list(csv.DictReader(file))
    own = [row for row in told if row["scenario_id"] == scenario[2]]
    numbers = [row for row in own if row["kind"] in ("fixed", "uncertain", "derived")]
    hold(len(numbers) == scenario[7], len(numbers), "numbers registered of", scenario[7])
    hold({"table", "first_day"} <= {row["kind"] for row in own}, "tables and first-day lists")
    hold(len({(r["scenario_id"], r["path"], r["sequence"]) for r in told}) == len(told), "key")
    hold(all(row["source"] and row["evidence_grade"] in "ABCDE" for row in told),
         "a number without source or grade")
    hold(all((row["value"] == "") != (row["distribution"] == "") for row in told),
         "a number has a value or a distribution")
    hold(sum(row["evidence_grade"] == "E" for row in numbers)
         == sum(row["E: placeholder"] for row in grades) == scenario[8],
         "placeholders and grades differ")
    hold(len(rows) == len(told), len(rows), len(told))
    of = {(r["path"], r["source"], r["distribution"] or "[z]"):
          float(r["value"]) if r["value"] else "[z]" for r in told}
    hold(all(of.get((r["Where it stands"], r["Source"], r["Distribution it is drawn from"]))
             == r["Value"] for r in rows if r["Scenario"] == "A"), "the same in the CSV files")
    changed = [row for row in rows if row["Scenario"] == "B"]
    hold(changed and len(changed) < 100 and
         any(row["In force from"] != "the start" for row in changed), "what B changes")


def hold_happened(folder):
    """What happened stands beside its range, is judged by what is better, and has charts."""
    seen = os.path.join(folder, "seen.csv")
    with open(seen, "w") as file:
        file.write("period_type,period_end,measure_id,service_id,value\n"
                   "month,2025-03-31,list_size,equipment,35\n"
                   "month,2025-06-30,list_size,equipment,900\n"
                   "financial_year,2026-03-31,starts,ehc_plan,1\n"
                   "month,2020-03-31,list_size,equipment,35\n")
    subprocess.run([PROGRAM, "run", "-q", "-n", "3", "-o", folder + "/s", "--formats",
                    "csv,xlsx,html", "--actuals", seen, HOME + "baseline.json"], check=True)
    book, tables, charts = hold_rules(folder + "/s/results.xlsx")
    rows = tables["What happened"]
    hold([row["Happened"] for row in rows if row["Figure"].endswith("equipment")
          or "equipment" in row["Figure"]] == [35, 900, 35], rows)
    by_value = {row["Happened"]: row for row in rows}
    hold(by_value[900]["Where it lies"] == "above" and
         by_value[900]["Which is"] == "worse than expected", by_value[900])
    hold(by_value[1]["Kind of period"] == "financial year" and
         by_value[1]["Where it lies"] == "below", by_value[1])
    hold(rows[-1]["Which is"] == "not known" or any(row["Which is"] == "not known" for row in rows),
         "a value before the run has no range")
    hold("Chart happened 1" in book.sheetnames, book.sheetnames)
    answer = " ".join(str(row[0]) for row in book["What happened"].iter_rows(max_row=6,
                                                                             values_only=True))
    hold("Is it working? Not in all as expected." in answer and "900" in answer, answer)
    with open(folder + "/s/report.html") as file:
        hold("Is it working?</strong> Not in all as expected." in file.read(), "page: no answer")


def hold_unmet(rows):
    """The states of a need add up to those who have it, and the known ones to the known."""
    columns = list(rows[0])
    states = columns[3:17]
    for row in rows:
        hold(abs(sum(row[s] for s in states) - row["Need it"]) < 1e-6 * (1 + row["Need it"]), row)
        known = [s for s in states if s not in ("Met", "Met elsewhere", "Offered and not wanted")
                 and not s.startswith("Hidden")]
        hold(abs(sum(row[s] for s in known) - row["All known unmet need"]) < 1e-6 * (
            1 + row["Need it"]), row)


def hold_libreoffice(path, folder):
    if shutil.which("soffice") is None:
        print("skipped: LibreOffice is not installed, so openpyxl alone has read the workbook")
        return
    subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/lo",
                    "--convert-to", "ods", "--outdir", folder, path], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with zipfile.ZipFile(os.path.join(folder, "results.ods")) as ods:
        content = ods.read("content.xml").decode()
    names = openpyxl.load_workbook(path).sheetnames
    for name in names:
        hold(f'table:name="{name}"' in content, "LibreOffice lost", name)
    ranges = len(re.findall("<table:database-range ", content))
    hold(ranges >= sum(1 for n in names if n != "Cover" and (not n.startswith("Chart ")
                                                             or n.startswith("Chart data"))),
         "LibreOffice sees", ranges, "tables")


def main():
    with tempfile.TemporaryDirectory() as folder:
        first = run(folder + "/a", BIG, 3)
        book, tables, charts = hold_rules(first)
        hold(charts == 8, charts, "charts")
        hold_short(tables)
        hold_not_known(tables["What we do not know"], book, tables["Assumptions"])
        hold(book.properties.created == datetime.datetime(2025, 1, 16), book.properties.created)
        hold_same_as_csv(folder + "/a", tables["Data"])
        hold_pivot(tables["Data"])
        hold_differences(tables["Differences"])
        hold_gaps(tables["Equity gaps"], folder + "/a")
        hold_unmet(tables["Unmet need"])
        hold_register(tables["Numbers"], book, tables["Grades"], folder + "/a")
        second = run(folder + "/b", TINY, 3)
        hold_rules(second)
        again = run(folder + "/c", TINY, 3)
        with open(second, "rb") as one, open(again, "rb") as other:
            hold(one.read() == other.read(), "two runs differ")
        hold_unknown(folder)
        hold_happened(folder)
        hold_libreoffice(second, folder)


main()
