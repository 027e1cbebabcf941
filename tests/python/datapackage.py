# SPDX-License-Identifier: MIT
"""
datapackage.json is a Data Package of version 2 (datapackage.schema.json, written from the standard),
and what it says of each CSV file is so: size, digest, columns in order, a value of its type or none
in every cell, keys that are unique. It names all files under csv/ and no other.
"""
import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tempfile

import jsonschema

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
SENDSIM = os.environ.get("SENDSIM", os.path.join(TOP, "build", "sendsim"))
DATA = os.path.join(TOP, "tests", "cli", "data")
VALUES = {
    "string": r".*",
    "number": r"-?(0|[1-9]\d*)(\.\d+)?(e[-+]\d+)?",
    "integer": r"-?(0|[1-9]\d*)",
    "date": r"\d{4}-\d\d-\d\d",
    "boolean": r"true|false",
}
SCHEMA = os.path.join(HERE, "datapackage.schema.json")


def check_key(rows, fields, primary, path):
    keys = [tuple(row[f] for f in fields) for row in rows]
    assert len(set(keys)) == len(keys), (path, "a key twice", fields)
    if primary:
        assert all(all(key) for key in keys), (path, "an empty part of a primary key", fields)


def check_resource(folder, resource):
    path = os.path.join(folder, resource["path"])
    with open(path, "rb") as file:
        data = file.read()
    assert len(data) == resource["bytes"], path
    assert "sha256:" + hashlib.sha256(data).hexdigest() == resource["hash"], path
    text = data.decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text, newline="")))
    fields = resource["schema"]["fields"]
    names = [field["name"] for field in fields]
    assert table[0] == names and len(set(names)) == len(names), (path, table[0], names)
    patterns = [re.compile(VALUES[field["type"]]) for field in fields]
    for cells in table[1:]:
        assert len(cells) == len(names), (path, cells)
        for field, pattern, cell in zip(fields, patterns, cells):
            assert cell == "" or pattern.fullmatch(cell), (path, field, cell)
    rows = [dict(zip(names, cells)) for cells in table[1:]]
    for row in rows:
        check_status(resource["name"], row)
    schema = resource["schema"]
    assert schema["missingValues"] == [""]
    assert ("primaryKey" in schema) != ("uniqueKeys" in schema), path
    if "primaryKey" in schema:
        check_key(rows, schema["primaryKey"], True, path)
    for fields in schema.get("uniqueKeys", []):
        check_key(rows, fields, False, path)
    return len(rows)


def check_status(name, row):
    """An empty number has a status, and no other."""
    if name not in ("results", "differences"):
        return
    first, rest = ("mean", ["mc_error", "p05", "p50", "p95"]) if name == "results" else \
        ("difference", ["mc_lower_95", "mc_upper_95", "p05", "p50", "p95"])
    assert row["status"] in ("", "n", "u", "z", "x", "c", "low"), row
    if row["status"] in ("n", "u", "z", "low"):
        assert row[first] == "", row
    if row["status"] == "":
        assert row[first] != "" and all(row[column] != "" for column in rest), row
    elif row["status"] == "c":
        assert all(row[column] == "" for column in rest), row
    ends = [row["p%s_%s_95" % (p, end)] for p in ("05", "50", "95") for end in ("lower", "upper")]
    assert row["percentiles_status"] == (row["status"] or ("x" if "" in ends else "")), row
    if row["status"] not in ("", "x"):
        assert set(ends) == {""}, row
    for p, lower, upper in zip(("p05", "p50", "p95"), ends[::2], ends[1::2]):
        assert (lower == "") == (upper == ""), row
        assert lower == "" or float(lower) <= float(row[p]) <= float(upper), row
    chances = [row[c] for c in ("chance_better", "chance_same", "chance_worse") if c in row]
    if chances and row["difference"] != "":
        assert all((c == "") == (row["better_when"] == "neither") for c in chances), row


def check_folder(folder, schema):
    with open(os.path.join(folder, "datapackage.json")) as file:
        package = json.load(file)
    jsonschema.validate(package, schema, jsonschema.Draft202012Validator)
    paths = [resource["path"] for resource in package["resources"]]
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names), names
    there = [os.path.relpath(os.path.join(at, name), folder)
             for at, _, files in os.walk(os.path.join(folder, "csv")) for name in files]
    assert sorted(paths) == sorted(there), (paths, there)
    with open(os.path.join(folder, "manifest.json")) as file:
        told = json.load(file)["files"]
    assert sorted(paths) == sorted(n for n in told if n.startswith("csv/")), told
    return {resource["name"]: check_resource(folder, resource)
            for resource in package["resources"]}


def main():
    with open(SCHEMA) as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    work = tempfile.mkdtemp()
    try:
        for name in ("lists.json", "lists_more.json"):
            shutil.copy(os.path.join(DATA, name), work)
        with open(os.path.join(work, "lists.json")) as file:
            text = file.read()
        with open(os.path.join(work, "lists.json"), "w") as file:
            text = text.replace('"present_at_start": 0.05',
                                '"present_at_start": {"uncertain": {"uniform": [0.04, 0.06]}}')
            file.write(text.replace('"grade": "C",', '"grade": "C", "not_found": [{"id": "n1", '
                                    '"looked_for": "how many wait", "looked_in": "returns"}],', 1))
        with open(os.path.join(work, "seen.csv"), "w") as file:
            file.write("period_type,period_end,measure_id,service_id,value\n"
                       "month,2025-03-31,list_size,clinic,28\n")
        run = [SENDSIM, "run", "-q", "-n", "4", "--formats", "csv,json"]
        files = ["lists.json", "lists_more.json"]
        subprocess.run(run + ["-o", "all", "--draws", "2", "--keep-replicates", "--csv-bom",
                              "--actuals", "seen.csv", "--detail", "full"] + files,
                       cwd=work, check=True)
        rows = check_folder(os.path.join(work, "all"), schema)
        assert {"results", "differences", "replicates", "uncertainty", "actuals"} <= set(rows), rows
        assert all(rows.values()), rows
        assert rows["replicates"] == 4 * rows["results"], rows
        subprocess.run(run + ["-o", "out", "--publish"] + files, cwd=work, check=True)
        check_folder(os.path.join(work, "out"), schema)
        plain = os.path.join(DATA, "one_list.json")
        subprocess.run(run + ["-o", "plain", plain], cwd=work, check=True)
        check_folder(os.path.join(work, "plain"), schema)
        with open(os.path.join(work, "plain", "datapackage.json")) as file:
            package = json.load(file)
        for spoil in (lambda p: p.pop("name"), lambda p: p.update(colour="red"),
                      lambda p: p["resources"][0].update(path="/etc/passwd"),
                      lambda p: p["resources"][0].update(hash="0"),
                      lambda p: p["resources"][0]["schema"]["fields"][0].update(type="text"),
                      lambda p: p.update(resources=[])):
            bad = json.loads(json.dumps(package))
            spoil(bad)
            assert list(jsonschema.Draft202012Validator(schema).iter_errors(bad)), bad
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
