#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What common random numbers gain, from the manifest of a comparison: `make bench-crn`.

A line a scenario: the correlation of its headline with the first scenario's over replicates, and
how many times as large the variance of their difference would be with independent seeds. So many
times the replicates would independent seeds need for the same interval.
"""
import json
import sys


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        manifest = json.load(file)
    print("| scenario | correlation | variance ratio |\n|---|---|---|")
    for scenario in manifest["scenarios"][1:]:
        ratio = scenario.get("variance_ratio")
        told = f"{ratio:,.1f}" if ratio is not None else "always the same"
        lost = " (pairing lost)" if scenario.get("pairing_lost") else ""
        print(f"| `{scenario['id']}` | {scenario['correlation']:.4f} | {told}{lost} |")


if __name__ == "__main__":
    main()
