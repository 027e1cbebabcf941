#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The table of the letter's lines in the Redcar and Cleveland README is true of the scenario.

Every line S01 to S37 is there once; what it says lives somewhere does; what moves it is a path or a
key below one of those; what shows it is a measure that a run tells.
"""
import json
import os
import re
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
FOLDER = os.path.join(ROOT, "scenarios", "redcar-and-cleveland")


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def follow(node, path):
    """The value at a path of ids joined by dots; None if there is none."""
    for step in path.split("."):
        if isinstance(node, dict):
            node = node.get(step)
        elif isinstance(node, list):
            node = next((m for m in node if isinstance(m, dict) and m.get("id") == step), None)
        else:
            node = None
        if node is None:
            return None
    return node


def has_key(node, key):
    if isinstance(node, dict):
        return key in node or any(has_key(member, key) for member in node.values())
    return isinstance(node, list) and any(has_key(member, key) for member in node)


def main():
    scenario = json.loads(read(FOLDER, "baseline.json"))
    measures = set(re.findall(r'X\(\w+, "(\w+)"', read(ROOT, "include", "sen_result.h")))
    states = re.findall(r'SEN_STATE_ROWS\(X, \w+, "(\w+)"', read(ROOT, "include", "sen_result.h"))
    measures |= {f"children_{state}" for state in states}
    uses = re.findall(r'SEN_USE_ROWS\(X, \w+, "(\w+)"', read(ROOT, "include", "sen_result.h"))
    measures |= {f"{use}_{what}" for use in uses for what in ("commissioned", "in_post",
                                                              "delivered", "lost")}
    wrong, seen = [], []
    for line in read(FOLDER, "README.md").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 8 or not re.fullmatch(r"S\d\d", cells[1]):
            continue
        seen.append(cells[1])
        lives, moved, shown = (re.findall(r"`([^`]+)`", cell) for cell in cells[4:7])
        places = [follow(scenario, path) for path in lives]
        for path, place in zip(lives, places):
            if place is None:
                wrong.append(f"{cells[1]}: nothing lives at {path}")
        if not lives:
            wrong.append(f"{cells[1]}: lives nowhere")
        for path in moved:
            fixed = {"effects"}  # a key of the root that the baseline leaves off
            if path in fixed or follow(scenario, path) is not None:
                continue
            if "." in path or not any(has_key(place, path) for place in places):
                wrong.append(f"{cells[1]}: nothing to move at {path}")
        for measure in shown:
            if measure not in measures:
                wrong.append(f"{cells[1]}: no measure {measure}")
    expected = [f"S{n:02d}" for n in range(1, 38)]
    if seen != expected:
        wrong.append(f"lines {sorted(set(expected) ^ set(seen))} are not there exactly once")
    print("\n".join(wrong) or "agree")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
