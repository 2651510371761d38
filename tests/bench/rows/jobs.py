# SPDX-License-Identifier: Apache-2.0
"""What a job costs that does nothing: made, reused, and how often it waits for the disk. How long
jobs take side by side."""
import itertools
import os
import re

from project import Project
from suite import Sampler, at_most, expect, row
from tracing import trace


@row("jobs.made", "ms a job",
     "accel build of 1000 trivial jobs, the whole command, all made, durable", "", at_most(5))
def _(bench):
    count = bench.counts["made jobs"]
    project = Project(bench, "jobs-made", "many_jobs", ["trivial.cpp"])
    project.build(0, 1)

    def accel():
        project.forget_jobs()
        os.sync()
        built = project.build(0, count)
        made = sum(job["outcome"] == "made" for job in built.jobs)
        expect(made == count, f"{made} jobs were made, not {count}")
        return built.seconds * 1000 / count

    return Sampler(accel)


@row("jobs.waiting", "s",
     "accel build of four jobs that wait for 1.6, 1, 1 and 1 s, the whole command", "", at_most(2.8))
def _(bench):
    project = Project(bench, "jobs-waiting", "waiting_jobs", ["waiting.cpp"])
    waits = (1.6, 1, 1, 1)
    project.build(0)

    def accel():
        project.forget_jobs()
        built = project.build(*waits)
        results = tuple(project.read(job["job"], "result.json") for job in built.jobs)
        expect(results == waits, f"the jobs waited for {results}, not {waits}")
        return built.seconds

    return Sampler(accel)


@row("jobs.reused", "us a job",
     "accel build of 10,000 trivial jobs, the whole command, all reused", "", at_most(20))
def _(bench):
    count = bench.counts["reused jobs"]
    project = Project(bench, f"jobs-reused-{count}", "many_jobs", ["trivial.cpp"], keep=True)
    project.build(0, count)

    def accel():
        built = project.build(0, count)
        built.expect_reused(count)
        return built.seconds * 1e6 / count

    return Sampler(accel)


@row("jobs.syncs", "syncs", "fsync, fdatasync, syncfs, sync of one trivial job made (strace)", "",
     at_most(10), once=True)
def _(bench):
    project = Project(bench, "jobs-syncs", "many_jobs", ["trivial.cpp"])
    project.build(0, 1)
    numbers = itertools.count(1)

    def accel():
        number = next(numbers)
        said = trace(project, "fsync,fdatasync,syncfs,sync,msync", number, 1)
        result = project.read(f"dev-{number}", "result.json")
        expect(result == number, f"the job's result is {result}, not {number}")
        return len(re.findall(r"^\d+ +(?:f|sync|msync)\w*\(", said, re.MULTILINE))

    return Sampler(accel)
