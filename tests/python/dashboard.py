#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""tools/dashboard: what it says of the CSV files is so. R runs its script and LibreOffice opens the
files, each where it is installed."""
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import openpyxl

PROGRAM = os.environ.get("SENDSIM", "build/sendsim")
HOME = "scenarios/redcar-and-cleveland/"
TINY = ["tests/golden/tiny/one_list.json", "tests/golden/tiny/two_places.json"]
HERE = "tools/dashboard/"
PALETTE = {"#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1", "#2073BC", "#6BACE6",
           "#BFBFBF", "#FFFFFF", "#0B0C0C"}
FILES = {"results": "results/results.csv", "differences": "differences/differences.csv",
         **{name: f"dim/{name}.csv" for name in ("scenarios", "measures", "services", "periods",
                                                 "groups", "numbers", "not_found",
                                                 "assumptions")}}


def hold(condition, *words):
    if not condition:
        sys.exit("dashboard: " + " ".join(str(word) for word in words))


def read(folder, name):
    with open(os.path.join(folder, "csv", FILES[name]), newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def hold_theme():
    with open(HERE + "theme.json", encoding="utf-8") as file:
        theme = json.load(file)
    text = json.dumps(theme)
    hold(set(re.findall(r"#[0-9A-Fa-f]{6}", text)) <= PALETTE, "a colour of the theme")
    hold(theme["dataColors"][:4] == ["#12436D", "#28A197", "#801650", "#F46A25"], "their order")
    hold(isinstance(theme["name"], str) and theme["name"], "a theme needs a name")


def hold_query(heads):
    with open(HERE + "results.pq", encoding="utf-8") as file:
        query = file.read()
    named = set(re.findall(r'"([a-z0-9_]+)"', query))
    hold({"mean", "p05", "p95", "period_end"} <= named <= heads["results"], named - heads["results"])
    for left, right in ("()", "[]", "{}"):
        hold(query.count(left) == query.count(right), "results.pq: brackets", left, right)


def hold_page(heads):
    """Every row of its tables names columns that are there."""
    with open(HERE + "README.md", encoding="utf-8") as file:
        page = file.read()
    for name in ("differences", "scenarios", "measures", "services", "periods", "numbers",
                 "not_found"):
        row = re.search(rf"^   \| {name} \|(.*)$", page, re.M).group(1)
        named = set(re.findall(r'"([a-z0-9_]+)"', row))
        hold(named and named <= heads[name], name, named - heads[name])
    for name, file in FILES.items():
        hold(f"| {name} |" in page or f", {name}" in page, "the page does not name", file)


def hold_joins(tables):
    keys = {"scenarios": ("scenario_id",), "measures": ("measure_id",),
            "services": ("service_id", "stage_id", "provider_id"),
            "periods": ("period_type", "period_end"), "groups": ("group_type", "group_id")}
    of_rows = {"groups": ("group1_type", "group1")}
    for name, key in keys.items():
        own = [tuple(row[c] for c in key) for row in tables[name]]
        hold(len(set(own)) == len(own), name, "has a key twice")
        for rows in ("results", "differences"):
            there = {tuple(row[c] for c in of_rows.get(name, key)) for row in tables[rows]}
            lacking = {k for k in there if any(k)} - set(own)
            hold(not lacking, rows, "without a row in", name, list(lacking)[:3])


def hold_basis(tables):
    """What the figures rest on: of scenarios that are there; about a number or a part of the path."""
    scenarios = {row["scenario_id"] for row in tables["scenarios"]}
    paths = {row["path"] for row in tables["numbers"]}
    parts = {path[:at] for path in paths for at in range(len(path) + 1)
             if at == len(path) or path[at] == "."}
    for name in ("numbers", "not_found", "assumptions"):
        hold({row["scenario_id"] for row in tables[name]} <= scenarios, name, "of no scenario")
    for name in ("not_found", "assumptions"):
        about = {row["about"] for row in tables[name]} - {""}
        hold(about and about <= parts, name, "is about no number", sorted(about - parts)[:3])


def hold_r(folder, out, tables):
    if shutil.which("Rscript") is None:
        print("skipped: R is not installed, so charts.R has not run")
        return
    told = subprocess.run(["Rscript", HERE + "charts.R", folder, out], check=True,
                          capture_output=True, text=True).stdout
    hold(told.startswith(f"{len(tables['results'])} rows read"), told)
    last = max(row["period_end"] for row in tables["results"] if row["period_type"] == "census_day")
    unmet = {row["category"]: row["mean"] for row in tables["results"]
             if (row["measure_id"], row["period_type"], row["period_end"], row["scenario_id"],
                 row["group1"]) == ("known_unmet_children", "census_day", last, "baseline", "")}
    with open(os.path.join(out, "unmet.csv"), newline="", encoding="utf-8") as file:
        rows = {row["category"]: float(row["baseline"]) for row in csv.DictReader(file)}
    hold(rows.keys() == unmet.keys(), "kinds of help differ")
    for kind, mean in rows.items():
        hold(abs(mean - float(unmet[kind])) < 1e-6, kind, mean, unmet[kind])
    for name in ("unmet.png", "list.png"):
        with open(os.path.join(out, name), "rb") as file:
            hold(file.read(8) == b"\x89PNG\r\n\x1a\n", name)


def hold_calc(folder, out, name):
    """Calc takes the files as UTF-8 with commas; bands such as 4-12 and 52+ stay what they are."""
    if shutil.which("soffice") is None:
        print("skipped: LibreOffice is not installed, so it has opened no CSV file")
        return
    subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{out}/lo",
                    "--infilter=CSV:44,34,76,1,,1033,false,false", "--convert-to", "xlsx",
                    "--outdir", out, os.path.join(folder, "csv", FILES[name])], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    sheet = openpyxl.load_workbook(os.path.join(out, name + ".xlsx"), read_only=True).active
    got = sheet.iter_rows(values_only=True)
    heads = next(got)
    rows = read(folder, name)
    n = 0
    for row, cells in zip(rows, got):
        n += 1
        for head, cell in zip(heads, cells):
            if isinstance(cell, (int, float)) and not isinstance(cell, bool):
                hold(abs(cell - float(row[head])) <= 1e-9 * abs(cell) + 1e-12, name, head, cell)
            elif head in ("label", "scenario_id", "service_id", "measure_id", "category"):
                hold((cell or "") == row[head], name, head, cell, row[head])
    hold(n == len(rows), name, n, "rows of", len(rows))


def main():
    hold_theme()
    with tempfile.TemporaryDirectory() as work:
        folder = work + "/run"
        subprocess.run([PROGRAM, "run", "-q", "-n", "3", "-o", folder, "--formats", "csv",
                        HOME + "baseline.json", HOME + "extra_semh.json"], check=True)
        tables = {name: read(folder, name) for name in FILES}
        heads = {name: set(rows[0]) for name, rows in tables.items()}
        hold_query(heads)
        hold_page(heads)
        hold_joins(tables)
        hold_basis(tables)
        hold_r(folder, work + "/charts", tables)
        tiny = work + "/tiny"
        subprocess.run([PROGRAM, "run", "-q", "-n", "3", "-o", tiny, "--formats", "csv", *TINY],
                       check=True)
        hold({"4-12", "52+"} <= {row["category"] for row in read(tiny, "results")}, "no bands")
        hold_calc(folder, work, "scenarios")
        hold_calc(tiny, work, "results")


main()
