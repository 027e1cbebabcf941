# SPDX-License-Identifier: MIT
"""
dfe/ keeps the published rules of the DfE's open data (explore education statistics, "open data
standards": https://dfe-analytical-services.github.io/analysts-guide/statistics-production/ud.html),
and its figures are those of results.csv. The rules are written down here from that page.
"""
import csv
import io
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
SENDSIM = os.environ.get("SENDSIM", os.path.join(TOP, "build", "sendsim"))
DATA = os.path.join(TOP, "tests", "cli", "data")

TIME = ["time_period", "time_identifier", "geographic_level", "country_code", "country_name"]
PLACE = ["region_code", "region_name", "old_la_code", "new_la_code", "la_name"]
META = ["col_name", "col_type", "label", "indicator_grouping", "indicator_unit", "indicator_dp",
        "filter_hint", "filter_grouping_column", "filter_default"]
CODES = {"z", "x", "c", "u", "low"}
UNITS = {"", "£", "£m", "%", "pp", "numberstring"}
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?(e[-+][0-9]+)?")
TYPES = ("_count", "_percent", "_weeks", "_pounds")
PERIODS = {"Academic year": r"20\d\d\d\d", "Financial year": r"20\d\d\d\d", "Calendar year": r"20\d\d"}


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    assert b"\n" not in data.replace(b"\r\n", b""), path
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    assert all(len(row) == len(rows[0]) for row in rows), path
    return rows[0], [dict(zip(rows[0], row)) for row in rows[1:]]


def check_places(head, rows, name):
    assert head[:10] == TIME + PLACE, (name, head[:10])
    identifiers = {row["time_identifier"] for row in rows}
    assert len(identifiers) == 1, (name, "one kind of year a file", identifiers)
    for row in rows:
        assert re.fullmatch(PERIODS[row["time_identifier"]], row["time_period"]), row
        if len(row["time_period"]) == 6:
            first = int(row["time_period"][:4])
            assert int(row["time_period"][4:]) == (first + 1) % 100, row
        assert row["geographic_level"] == "Local authority"
        assert (row["country_code"], row["country_name"]) == ("E92000001", "England")
        assert re.fullmatch(r"E12\d{6}", row["region_code"]), row
        assert re.fullmatch(r"E0[6-9]\d{6}", row["new_la_code"]), row
        assert re.fullmatch(r"\d{3}", row["old_la_code"]), row
        assert row["region_name"] and row["la_name"], row


def check_columns(head, rows, meta, name):
    filters = [m for m in meta if m["col_type"] == "Filter"]
    indicators = [m for m in meta if m["col_type"] == "Indicator"]
    assert len(filters) + len(indicators) == len(meta) and indicators, name
    names = [m["col_name"] for m in meta]
    labels = [m["label"] for m in meta]
    assert len(set(names)) == len(names) and len(set(labels)) == len(labels), name
    assert set(names) <= set(head), (name, set(names) - set(head))
    groupings = {m["filter_grouping_column"] for m in filters} - {""}
    for column in head:
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,49}", column), (name, column)
        if column in TIME + PLACE or column in names or column in groupings:
            continue
        assert len({row[column] for row in rows}) == 1, (name, column, "not in the metadata")
    for m in meta:
        assert 0 < len(m["label"]) <= 80, m
    for m in filters:
        levels = {row[m["col_name"]] for row in rows}
        assert len(levels) > 1, (name, m, "a filter with one level is left out")
        assert all(0 < len(level) <= 80 and level == level.strip() for level in levels), levels
        assert m["filter_default"] in levels, (name, m, levels)
        assert m["indicator_unit"] == m["indicator_dp"] == m["indicator_grouping"] == "", m
        assert m["filter_grouping_column"] in [""] + head, m
    for m in indicators:
        assert m["col_name"].endswith(TYPES), m
        assert m["indicator_unit"] in UNITS and re.fullmatch(r"\d", m["indicator_dp"]), m
        assert m["filter_hint"] == m["filter_grouping_column"] == m["filter_default"] == "", m
    return [m["col_name"] for m in indicators]


def check_rows(head, rows, indicators, name):
    keys = [c for c in head if c not in indicators and c not in TIME[1:] + PLACE]
    pairs = [("breakdown_topic", "breakdown")] if "breakdown" in keys else []
    single = [(c,) for c in keys if not any(c in pair for pair in pairs)]
    levels = [sorted({tuple(row[c] for c in columns) for row in rows})
              for columns in single + pairs]
    wanted = {sum(parts, ()) for parts in itertools.product(*levels)}
    there = [sum((tuple(row[c] for c in columns) for columns in single + pairs), ()) for row in rows]
    assert len(there) == len(set(there)), (name, "a row twice")
    assert set(there) == wanted, (name, "combinations without a row", len(wanted - set(there)))
    for row in rows:
        for column in indicators:
            cell = row[column]
            assert cell in CODES or NUMBER.fullmatch(cell), (name, column, cell)
            if column.endswith("_percent") and cell not in CODES:
                assert 0.0 <= float(cell) <= 100.0, (name, column, cell)
    if pairs:
        assert ("Total", "Total") in levels[-1], name
    if "funder" in keys:
        assert "Total" in {row["funder"] for row in rows}, name


def check_totals(rows, name):
    """Funders add up to their total."""
    sums = {}
    for row in rows:
        if row["cost_pounds"] in CODES:
            continue
        total, parts = sums.get((row["time_period"], row["scenario"]), (0.0, 0.0))
        cost = float(row["cost_pounds"])
        sums[row["time_period"], row["scenario"]] = \
            (total + cost, parts) if row["funder"] == "Total" else (total, parts + cost)
    assert sums, name
    for total, parts in sums.values():
        assert abs(total - parts) < 1e-6 * total, (name, total, parts)


def check_folder(folder):
    names = sorted(n for n in os.listdir(os.path.join(folder, "dfe")))
    data = [n for n in names if not n.endswith(".meta.csv")]
    assert sorted(data + [n[:-4] + ".meta.csv" for n in data]) == names, names
    assert all(re.fullmatch(r"[a-z0-9_-]+(\.meta)?\.csv", n) for n in names), names
    with open(os.path.join(folder, "manifest.json")) as file:
        told = json.load(file)["files"]
    assert sorted(n for n in told if n.startswith("dfe/")) == ["dfe/" + n for n in names]
    codes = {}
    for name in data:
        path = os.path.join(folder, "dfe", name)
        head, rows = read(path)
        meta_head, meta = read(path[:-4] + ".meta.csv")
        assert meta_head == META and rows, name
        check_places(head, rows, name)
        indicators = check_columns(head, rows, meta, name)
        check_rows(head, rows, indicators, name)
        if name.startswith("cost"):
            check_totals(rows, name)
        for row in rows:
            for column in indicators:
                codes[row[column]] = codes.get(row[column], 0) + (row[column] in CODES)
    return data, {c for c, n in codes.items() if n}


def check_figures(folder, least):
    """Known unmet need by year as results.csv has it."""
    with open(os.path.join(folder, "csv", "results", "results.csv"), newline="") as file:
        means = {(r["scenario_id"], r["period_start"], r["category"], r["group1"]): r["mean"]
                 for r in csv.DictReader(file) if r["period_type"] == "academic_year" and
                 r["measure_id"] == "known_unmet_children" and not r["group2"]}
    _, rows = read(os.path.join(folder, "dfe", "need_academic_year.csv"))
    titles = {"Small lists on the first day": "lists", "Twice the school therapist": "lists_more"}
    seen = 0
    for row in rows:
        key = (titles[row["scenario"]], row["time_period"][:4] + "-09-01", row["help_kind"],
               "" if row["breakdown"] == "Total" else row["breakdown"])
        if row["known_unmet_children_count"] not in CODES:
            assert row["known_unmet_children_count"] == means[key], (row, means[key])
            seen += 1
        else:
            assert means.get(key, "") == "", (row, means[key])
    assert seen > least, seen


def main():
    work = tempfile.mkdtemp()
    try:
        with open(os.path.join(DATA, "lists.json")) as file:
            text = file.read().replace('"years": 1', '"years": 3')
        with open(os.path.join(work, "lists.json"), "w") as file:
            file.write(text)
        shutil.copy(os.path.join(DATA, "lists_more.json"), work)
        run = [SENDSIM, "run", "-q", "-n", "6", "--formats", "csv,dfe", "--detail", "full"]
        files = ["lists.json", "lists_more.json"]
        subprocess.run(run + ["-o", "two"] + files, cwd=work, check=True)
        data, codes = check_folder(os.path.join(work, "two"))
        assert len(data) == 9 and codes == {"z"}, (data, codes)
        check_figures(os.path.join(work, "two"), 30)
        subprocess.run(run + ["-o", "one", "lists.json"], cwd=work, check=True)
        check_folder(os.path.join(work, "one"))
        subprocess.run(run + ["-o", "out", "--publish"] + files, cwd=work, check=True)
        _, codes = check_folder(os.path.join(work, "out"))
        assert codes == {"z", "c"}, codes
        check_figures(os.path.join(work, "out"), 10)
        with open(os.path.join(work, "lists.json"), "w") as file:
            file.write(text.replace('"region_name": "North East",', ""))
        done = subprocess.run(run + ["-o", "none", "lists.json"], cwd=work, capture_output=True,
                              text=True, check=False)
        assert done.returncode == 65 and "area is without region_name" in done.stderr, done
        assert not os.path.exists(os.path.join(work, "none"))
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
