# SPDX-License-Identifier: Apache-2.0
"""Measures the rows that are asked for; prints the table and writes the JSON file. See run.sh."""
import argparse
import datetime
import importlib
import json
import os
import sys
import traceback

import machine
from corpus import corpus, mean_size
from suite import ROWS, Failed, measure, tell

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))

# The order of the table.
for rows in ("thumbnails", "pixels", "builds", "changes", "files", "jobs", "commands", "columns", "methods",
             "processes"):
    importlib.import_module(f"rows.{rows}")

COUNTS = {"frames": 150, "progressive": 60, "web": 500, "png": 40, "webp": 60, "tiny": 100_000,
          "made jobs": 1000, "reused jobs": 10_000, "rows": 4_000_000, "numbers": 20_000_000,
          "hashes": 1_000_000}
QUICK_COUNTS = {"frames": 14, "progressive": 14, "web": 56, "png": 14, "webp": 14, "tiny": 1000,
                "made jobs": 20, "reused jobs": 100, "rows": 100_000, "numbers": 1_000_000,
                "hashes": 20_000}


class Bench:
    """What the rows are told: where things are, how much of each, how often."""

    def __init__(self, options):
        self.folder = f"{ROOT}/build/bench"
        self.accel = os.path.abspath(options.accel)
        self.quick = options.quick
        self.pairs = 1 if options.quick else options.pairs
        self.counts = QUICK_COUNTS if options.quick else COUNTS


def parse():
    parser = argparse.ArgumentParser(prog="run.sh", description="accel and its peers, in turns")
    add = parser.add_argument
    add("--quick", action="store_true", help="few pictures, one pair: does it all work")
    add("--large", action="store_true", help="the rows that take many minutes, too")
    add("--list", action="store_true", help="only the names of the rows")
    add("--pairs", type=int, default=5, help="measurements of each row (5)")
    add("--accel", default="build/release/accel", help="the program (build/release/accel)")
    add("--out", default="build/bench/result.json", help="the JSON file")
    add("rows", nargs="*", metavar="ROW", help="part of a row's name")
    return parser.parse_args()


def is_asked_for(row, options):
    is_named = not options.rows or any(text in row.name for text in options.rows)
    return is_named and (options.large or not row.large)


def measured(row, bench):
    """The row's result; what went wrong, when it could not be measured."""
    tell(f"measuring {row.name}")
    try:
        result = measure(row, bench)
        tell("  " + "  ".join(table_line(result)[1:]))
        return result
    except Failed as error:
        failure = str(error)
    except Exception:  # one broken row must not cost the figures of the others
        failure = traceback.format_exc()
    tell(f"{row.name} failed: {failure}")
    return {"name": row.name, "failed": failure}


def number(value):
    if value is None:
        return "-"
    digits = 0 if value >= 100 or value == int(value) else 1 if value >= 10 else 2
    return f"{value:.{digits}f}"


def table_line(result):
    if "failed" in result:
        return [result["name"], "failed", "", "", "", "", "", "", ""]
    met = {True: "yes", False: "no", None: "-"}[result["met"]]
    return [result["name"], number(result["accel"]), number(result["peer"]), result["unit"],
            number(result["ratio"]), result["goal"] or "-", met, number(result["processor_ratio"]),
            f"{result['others']:.0%}"]


def print_table(results):
    heads = ["row", "accel", "peer", "unit", "ratio", "goal", "met", "cpu", "others"]
    lines = [heads] + [table_line(result) for result in results]
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        cells = [cell.rjust(width) if i in (1, 2, 4, 7, 8) else cell.ljust(width)
                 for i, (cell, width) in enumerate(zip(line, widths))]
        print("  ".join(cells).rstrip())
    print("\nratio: the median of accel / peer, pair by pair")
    print("cpu: the same of the processor time of all processes, with their start")
    print("others: how much of the machine other processes used; where it is much, cpu says more")
    print("\nwhat was measured")
    for result in results:
        if "failed" not in result:
            print(f"  {result['name']}\n    accel: {result['accel_did']}")
            if result["peer_did"]:
                print(f"    peer:  {result['peer_did']}")


def describe_corpora(bench):
    """The pictures that were used, and how large they are on average."""
    kinds = {kind for kind in ("frames", "web", "png", "webp", "progressive")
             if os.path.isdir(f"{bench.folder}/corpora/{kind}-{bench.counts[kind]}")}
    return {kind: {"files": bench.counts[kind],
                   "mean_bytes": round(mean_size(corpus(bench.folder, kind, bench.counts[kind])))}
            for kind in sorted(kinds)}


def main():
    options = parse()
    rows = [row for row in ROWS if is_asked_for(row, options)]
    if not rows:
        sys.exit("run.sh: error: no row has such a name; --list shows them")
    if options.list:
        print("\n".join(row.name for row in rows))
        return
    bench = Bench(options)
    started = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    about = machine.describe(bench)
    results = [measured(row, bench) for row in rows]
    corpora = describe_corpora(bench)
    print_table(results)
    print("\n" + machine.summary(about))
    for kind, made in corpora.items():
        print(f"{kind}: {made['files']} files of {made['mean_bytes'] / 1e6:.3f} MB on average")
    with open(options.out, "w", encoding="utf-8") as file:
        json.dump({"started": started, "quick": options.quick, "pairs": bench.pairs,
                   "machine": about, "corpora": corpora, "rows": results}, file, indent=2)
        file.write("\n")
    print(f"all samples: {options.out}")
    sys.exit(1 if any("failed" in result for result in results) else 0)


if __name__ == "__main__":
    main()
