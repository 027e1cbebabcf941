#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The printed schema and the loader agree: what is valid passes, what the schema can see fails.

tests/data/invalid/shape are faults of shape, which both refuse; those in meaning only the loader
sees, so the schema must let them pass.
"""
import glob
import json
import os
import subprocess
import sys

from jsonschema import Draft202012Validator

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PROGRAM = os.environ.get("SENDSIM", os.path.join(ROOT, "build", "sendsim"))


def schema(*flags):
    printed = subprocess.run([PROGRAM, "schema", *flags], check=True, capture_output=True)
    result = json.loads(printed.stdout)
    Draft202012Validator.check_schema(result)
    return Draft202012Validator(result)


def main():
    whole, overlay = schema(), schema("--overlay")
    wrong = []
    for pattern, passes in (
        ("scenarios/*/*.json", True),
        ("tests/data/valid/*.json", True),
        ("tests/data/invalid/meaning/*.json", True),
        ("tests/data/invalid/shape/*.json", False),
    ):
        files = sorted(glob.glob(os.path.join(ROOT, pattern)))
        if not files:
            wrong.append(f"{pattern}: no files")
        for name in files:
            with open(name, encoding="utf-8") as file:
                scenario = json.load(file)
            validator = overlay if "extends" in scenario else whole
            faults = [fault.message[:200] for fault in validator.iter_errors(scenario)]
            if (not faults) != passes:
                wrong.append(f"{name}: {faults or 'passes'}")
    print("\n".join(wrong) or "agree")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
