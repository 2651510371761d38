# SPDX-License-Identifier: Apache-2.0
"""Columns, in one slice and so on one core, against plain arrays and files."""
import itertools
import json
import os
import shutil
import statistics

from project import Project, run_timed
from suite import Sampler, at_least, expect, ratio_at_least, row


def sum_sampler(bench, kind, rows, numbers):
    """Millions of numbers a second that sum_KIND sums in a dataset of so many rows and numbers."""
    project = Project(bench, kind, "columns", [f"write_{kind}.cpp", f"sum_{kind}.cpp"], slices=1)
    rounds = itertools.count()
    times = {}

    def accel():
        job = project.build(kind, rows, next(rounds)).job(f"sum_{kind}")
        times.update(project.read(job["job"], "result.json"))
        return numbers / 1e6 / statistics.median(times["dataset"])

    return Sampler(accel, lambda: numbers / 1e6 / statistics.median(times["array"]))


@row("columns.sum-int64", "M rows/s", "sum of an int64 column, read row by row in a method, warm",
     "sum of the same numbers in an array, in the same process, in turns", ratio_at_least(0.8))
def _(bench):
    return sum_sampler(bench, "numbers", bench.counts["numbers"], bench.counts["numbers"])


@row("columns.sum-tensors", "M numbers/s",
     "sum of a column of float tensors (3x224x224), batch by batch in a method, warm",
     "sum of the same numbers in one array, in the same process, in turns", ratio_at_least(0.8))
def _(bench):
    rows = bench.counts["numbers"] // (3 * 224 * 224)
    return sum_sampler(bench, "tensors", rows, rows * 3 * 224 * 224)


class Rows:
    """Rows of (int64, float64, text), in a dataset and in plain files. The seconds of a job are
    those of its one worker, with the sync of what it wrote."""

    def __init__(self, bench, name):
        self.count = bench.counts["rows"]
        self.project = Project(bench, name, "columns",
                               ["write_rows.cpp", "read_rows.cpp", "words.h"], slices=1)
        self.files = f"{bench.folder}/out/{name}"
        self.program = f"{bench.folder}/bin/plain_rows"
        shutil.rmtree(self.files, ignore_errors=True)
        os.makedirs(self.files)
        built = self.build()
        self.jobs = {method: built.job(method)["job"] for method in ("write_rows", "read_rows")}
        self.plain("write", self.count)

    def build(self):
        return self.project.build("rows", self.count)

    def made_anew(self, method):
        """Millions of rows a second of this method's job, which is made anew."""
        self.project.forget(self.jobs[method])
        os.sync()
        built = self.build()
        self.jobs.update((job["method"], job["job"]) for job in built.jobs)
        seconds = self.project.read(built.job(method)["job"], "post.json")["seconds"]["slices"][0]
        return self.count / 1e6 / seconds

    def plain(self, *arguments):
        command = [self.program, arguments[0], self.files, *map(str, arguments[1:])]
        said = json.loads(run_timed(command)[1])
        return said["total"], self.count / 1e6 / said["seconds"]

    def check(self):
        total = self.project.read(self.jobs["read_rows"], "result.json")
        plain = self.plain("read")[0]
        expect(total == plain, f"the rows' sum is {total}, that of the plain files {plain}")
        shutil.rmtree(self.files)


@row("columns.write-rows", "M rows/s",
     "write of (int64, float64, text) in a method, one worker, durable",
     "the same values through buffers to plain files, with fdatasync", at_least(10))
def _(bench):
    rows = Rows(bench, "rows-written")
    return Sampler(lambda: rows.made_anew("write_rows"), lambda: rows.plain("write", rows.count)[1],
                   rows.check)


@row("columns.read-rows", "M rows/s",
     "read of (int64, float64, text) row by row in a method, one worker",
     "the same values from mapped plain files", at_least(30))
def _(bench):
    rows = Rows(bench, "rows-read")
    return Sampler(lambda: rows.made_anew("read_rows"), lambda: rows.plain("read")[1], rows.check)
