# SPDX-License-Identifier: MIT
"""
Nobody gets a withheld count back from a published folder.

A scenario with small opening lists is run twice, as it is and with --publish. What adds up to what
(states to requirements, bands and stages to lists, months to years, joins less leavers to the change
of a list, a baseline and a difference to a scenario) is written down as linear equations, each of
which must hold in the folder as it is; those that hold there only in places (a list's change, where
nobody left after help began) are taken where they hold, as if the reader knew. Then linear programming (GLPK) asks of the published one how
small and how large each withheld count can be: anything from 1 to 7 must be possible. So must it be
of each service's list before the first day, which no file tells at all. That the same equations break
a folder from which only the small counts are missing shows that they have teeth.
"""
import collections
import csv
import datetime
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
SENDSIM = os.environ.get("SENDSIM", os.path.join(TOP, "build", "sendsim"))
DATA = os.path.join(TOP, "tests", "cli", "data")
HIDE, ROUND = 7, 5
MOST, BATCH = 100000, 60  # what a withheld count can be at most; targets at a time
KNOWN = ["part_met", "not_referred", "no_service", "waiting_funding", "funded_no_supply", "waiting",
         "refused", "left_list", "lost_at_transition", "offer_unsuitable"]
OTHER = ["met", "met_elsewhere", "not_wanted", "unnoticed"]
PEOPLE = {"children", "referrals", "plans", "duties", "needs", "child-weeks"}
YEARS = ("calendar_year", "financial_year", "academic_year")
FLOWS = ("referrals", "starts", "leavers", "completions")
MEETS = {"therapy": ["clinic", "school_clinic"], "respite": ["respite"], "aids": ["aids"]}
OPENING = {"clinic": 30, "school_clinic": 5, "respite": 4}  # waiting before the first day

Key = collections.namedtuple("Key", "scenario type start end service stage provider measure category "
                                    "funder group1_type group1 group2_type group2")


class Cell:
    """A figure: what it is, and between what bounds a reader of the folder knows it to be."""

    def __init__(self, low, high, hidden):
        self.low, self.high, self.hidden = low, high, hidden


def rows_of(folder, table):
    with open(os.path.join(folder, "csv", table, table + ".csv"), newline="") as file:
        for row in csv.DictReader(file):
            key = Key(row["scenario_id"], row["period_type"], row["period_start"], row["period_end"],
                      row["service_id"], row["stage_id"], row["provider_id"], row["measure_id"],
                      row["category"], row["funder"], row["group1_type"], row["group1"],
                      row["group2_type"], row["group2"])
            yield key, row


def truth(folder):
    return {key: float(row["mean"]) for key, row in rows_of(folder, "results")
            if row["unit"] in PEOPLE and row["mean"] != ""}


def cells_of(folder, true):
    """What a reader knows of each figure."""
    cells = {}
    for key, row in rows_of(folder, "results"):
        if key not in true:
            continue
        if row["mean"] == "":
            assert row["status"] in ("c", "low"), (key, row)
            assert all(row[c] == "" for c in ("mc_error", "p05", "p50", "p95")), row
            cells[key] = Cell(0.0, None, True)
        elif row["status"] == "c":
            assert all(row[c] == "" for c in ("mc_error", "p05", "p50", "p95")), row
            value = float(row["mean"])
            assert value % ROUND == 0 and value > 0, row
            cells[key] = Cell(value - ROUND / 2, value + ROUND / 2, False)
        else:
            cells[key] = Cell(float(row["mean"]), float(row["mean"]), False)
    return cells


def naive(true):
    """Small numbers of the first day and period and of invariant cells left out, and no more."""
    cells = {}
    for key, value in true.items():
        local = (key.start if key.measure in FLOWS else key.end) == "2025-01-16"
        if not local or value == 0:
            cells[key] = Cell(value, value, False)
        elif value < HIDE + 0.5:
            cells[key] = Cell(0.0, None, True)
        else:
            middle = int(value / ROUND + 0.5) * ROUND
            cells[key] = Cell(middle - ROUND / 2, middle + ROUND / 2, False)
    return cells


# ---- what adds up to what: lists of (factor, key), which sum to 0 ----

def equations(true):
    """Those that must hold, those that may, and the lists before the first day."""
    openings, maybe = set(), []

    def ask(key, **other):
        key = key._replace(**other)
        return key if key in true else None

    def parts(whole, keys):
        keys = [k for k in keys if k is not None]
        return [(-1.0, whole)] + [(1.0, k) for k in keys] if keys else None

    by_whole = collections.defaultdict(list)
    for key in true:
        if key.group1_type and not key.group2_type:
            by_whole[key._replace(group1_type="", group1=""), key.group1_type].append(key)
        if key.measure in ("leavers", "wait_band") and key.category:
            whole = "leavers" if key.measure == "leavers" else "list_size"
            by_whole[key._replace(measure=whole, category=""), key.measure].append(key)
        if key.measure == "stage_list_size":
            by_whole[key._replace(measure="list_size", stage=""), "stage"].append(key)
    out = []
    for (whole, kind), keys in by_whole.items():
        if whole in true:
            (maybe if kind == "stage" else out).append(parts(whole, keys))
    for key in true:
        if key.measure == "requirement_children" and not key.group1_type:
            out.append(parts(key, [ask(key, measure="children_" + s) for s in KNOWN + OTHER]))
        if key.measure == "known_unmet_children" and not key.group1_type:
            out.append(parts(key, [ask(key, measure="children_" + s) for s in KNOWN]))
        if key.measure == "hidden_unmet_children" and not key.group1_type:
            out.append(parts(key, [ask(key, measure="children_unnoticed")]))
        if key.type in YEARS or key.type == "census_day":
            same = [k for k in months_of(true, key) if k.end == key.end]
            if same and key.measure not in FLOWS and "weeks" not in key.measure and \
                    "ever" not in key.measure and not key.group1_type and not key.stage:
                out.append([(1.0, key), (-1.0, same[0])])
        if key.type in YEARS and key.measure in FLOWS and not key.category:
            within = [k for k in months_of(true, key) if key.start <= k.start and k.end <= key.end]
            if within:
                out.append(parts(key, within))
        if key.type == "month" and key.measure == "list_size" and not key.category:
            before = [k for k in months_of(true, key) if k.end < key.start]
            last = max(before, key=lambda k: k.end) if before else \
                key._replace(type="opening", start="", end="")
            flows = [ask(key, measure=m) for m in ("referrals", "starts", "leavers")]
            if last.type == "opening":
                openings.add(last)
            if None not in flows:
                maybe.append([(1.0, key), (-1.0, last), (-1.0, flows[0]), (1.0, flows[1]),
                              (1.0, flows[2])])
        if key.measure == "children_waiting" and not key.group1_type:
            maybe.append(parts(key, [ask(key, measure="list_size", category="", service=s)
                                     for s in MEETS[key.category]]))
    return [e for e in out if e], [e for e in maybe if e], openings


MONTHS = {}


def months_of(true, key):
    if not MONTHS:
        for k in true:
            if k.type == "month":
                MONTHS.setdefault(k._replace(type="", start="", end=""), []).append(k)
    return MONTHS.get(key._replace(type="", start="", end=""), [])


# ---- how small and how large each can be ----

def joined(keys, groups):
    """Keys that some equation links, together."""
    parent = {k: k for k in keys}

    def root(k):
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    for group in groups:
        for k in group[1:]:
            parent[root(k)] = root(group[0])
    out = collections.defaultdict(list)
    for k in keys:
        out[root(k)].append(k)
    return list(out.values()), root


def solve(work, lines, bounds, goals, sense):
    """The goals' least or greatest values; each has a copy of its own of what binds it."""
    path = os.path.join(work, "one.lp")
    with open(path, "w") as file:
        file.write("%s\n obj: %s\nSubject To\n" % (sense, "\n + ".join(goals)))
        file.writelines(" %s\n" % line for line in lines)
        file.write("Bounds\n")
        file.writelines(" %s\n" % bound for bound in bounds)
        file.write("End\n")
    subprocess.run(["glpsol", "--lp", path, "-w", path + ".sol"], check=True, capture_output=True)
    values = []  # columns stand in the order in which the file names them: the goals first
    with open(path + ".sol") as file:
        for line in file:
            words = line.split()
            if words[0] == "s":
                assert words[4:6] == ["f", "f"], line
            if words[0] == "j":
                values.append(float(words[3]))
    return values[:len(goals)]


def copy_of(keys, rows, cells, prefix):
    """What binds the keys, under names of its own."""
    name = {k: "%s_%d" % (prefix, i) for i, k in enumerate(keys)}
    lines, bounds = [], []
    for e, total in rows:
        total = total - sum(f * cells[k].low for f, k in e if k not in name)
        words = " ".join("%+g %s" % (f, name[k]) for f, k in e if k in name)
        lines += ["%s >= %.9f" % (words, total - 1e-6), "%s <= %.9f" % (words, total + 1e-6)]
    for k in keys:
        c = cells[k]
        bounds.append("%.9f <= %s <= %.9f" % (c.low, name[k], MOST if c.high is None else c.high))
    return name, lines, bounds


def recovered(work, cells, system, targets):
    """Targets whose range leaves out part of 1 to HIDE."""
    unknown = {k for k, c in cells.items() if c.low != c.high}
    linked = [[k for _, k in e if k in unknown] for e, _ in system]
    groups, root = joined(unknown, [g for g in linked if g])
    of_group = collections.defaultdict(list)
    for (e, total), link in zip(system, linked):
        if link:
            of_group[root(link[0])].append((e, total))
    asked = [(k, keys) for keys in groups if of_group[root(keys[0])] for k in keys if k in targets]
    out = []
    for at in range(0, len(asked), BATCH):
        goals, lines, bounds, batch = [], [], [], asked[at:at + BATCH]
        for i, (k, keys) in enumerate(batch):
            name, more, within = copy_of(keys, of_group[root(keys[0])], cells, "x%d" % i)
            goals.append(name[k])
            lines += more
            bounds += within
        low = solve(work, lines, bounds, goals, "Minimize")
        high = solve(work, lines, bounds, goals, "Maximize")
        out += [(k, low[i], high[i]) for i, (k, _) in enumerate(batch)
                if low[i] > targets[k] + 1e-3 or high[i] < HIDE * targets[k] - 1e-3]
    return out


def weight(key):
    """One child of it, in the unit of the figure."""
    if "child_weeks" not in key.measure:
        return 1.0
    first, last = (datetime.date.fromisoformat(d) for d in (key.start, key.end))
    return ((last - first).days + 1) / 7.0


def main():
    work = tempfile.mkdtemp()
    try:
        for name in ("lists.json", "lists_more.json"):
            shutil.copy(os.path.join(DATA, name), work)
        run = [SENDSIM, "run", "-q", "-n", "20", "--formats", "csv", "--detail", "full"]
        files = ["lists.json", "lists_more.json"]
        subprocess.run(run + ["-o", "plain"] + files, cwd=work, check=True)
        subprocess.run(run + ["-o", "published", "--publish"] + files, cwd=work, check=True)
        audit(work)
    finally:
        shutil.rmtree(work)


def audit_register(plain, published):
    """The register of numbers holds the lists before the first day; published, it has no count."""
    counts = []
    for folder in (plain, published):
        with open(os.path.join(folder, "csv", "dim", "numbers.csv"), newline="") as file:
            rows = [r for r in csv.DictReader(file) if r["path"].startswith("opening.")]
        assert rows and any(r["kind"] == "first_day" for r in rows), rows
        counts.append([r for r in rows if r["value"] or r["distribution"]
                       or not r["source"].startswith("Withheld")])
    assert sorted(float(r["value"]) for r in counts[0] if r["path"].endswith("_list")) == \
        sorted(OPENING.values()), counts[0]
    assert not counts[1], counts[1]


def audit(work):
    plain, published = os.path.join(work, "plain"), os.path.join(work, "published")
    audit_register(plain, published)
    true = truth(plain)
    must, maybe, openings = equations(true)
    for opening in openings:
        true[opening] = float(OPENING.get(opening.service, 0))
    for e in must:
        assert abs(sum(f * true[k] for f, k in e)) < 1e-6, e
    system = [(e, 0.0) for e in must]
    system += [(e, 0.0) for e in maybe if abs(sum(f * true[k] for f, k in e)) < 1e-6]
    first = [e for e, _ in system if any(k in openings for _, k in e)]
    assert len(first) == len(openings), "the lists before the first day follow from the first month"

    cells = cells_of(published, true)
    differences = []
    for key, row in rows_of(published, "differences"):
        base = key._replace(scenario=row["baseline_id"])
        if key in cells and base in cells and row["difference"] != "":
            assert row["status"] != "c", row
            differences.append(([(1.0, key), (-1.0, base)], float(row["difference"])))
    assert differences

    small = {k for k, v in true.items() if 0.5 <= v / weight(k) < HIDE + 0.5}
    hidden = {k for k in small if k in cells and cells[k].hidden}
    assert len(hidden) > 100, len(hidden)
    for key in small:
        local = key.end == "2025-01-16" or (key.measure in FLOWS and key.start == "2025-01-16")
        assert not local or key in openings or cells[key].hidden, key
    for opening in openings:
        cells[opening] = Cell(0.0, None, True)
        if 0 < true[opening] < HIDE + 0.5:
            hidden.add(opening)
    targets = {k: weight(k) for k in hidden}
    found = recovered(work, cells, system + differences, targets)
    for key, low, high in found[:10]:
        print("%s is %g and cannot be other than from %g to %g" % (key, true[key], low, high))
    print("%d equations, %d differences, %d withheld counts, %d recovered" %
          (len(system), len(differences), len(targets), len(found)))
    poor = naive(true)
    for opening in openings:
        poor[opening] = Cell(0.0, None, True)
    broken = recovered(work, poor, system, {k: 1.0 for k in poor if poor[k].hidden and
                                            k.measure in FLOWS and k.start == "2025-01-16"})
    assert broken, "the equations break no folder at all"
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
