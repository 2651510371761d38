# SPDX-License-Identifier: Apache-2.0
"""How long the commands take that look at jobs, where there are many."""
import subprocess
import time

from project import Project
from suite import Sampler, at_most, expect, row, tell

COMMANDS = ["job", "job --all", "job --state failed", "job trivial", "job trivial~5", "job dev-7",
            "tree dev-7", "tree dev-7 --readers", "why dev-7", "diff dev-7 dev-8", "verify dev-7", "gc",
            "log", "status", "workdir", "method", "complete -- 2 accel job dev-"]


@row("commands.slowest", "ms",
     "the slowest of the commands that look at jobs, in a workdir of 10,000, the whole process", "",
     at_most(50))
def _(bench):
    count = bench.counts["reused jobs"]
    project = Project(bench, f"jobs-reused-{count}", "many_jobs", ["trivial.cpp"], keep=True)
    project.build(0, count)

    def milliseconds(command):
        start = time.perf_counter()
        done = subprocess.run([bench.accel, *command.split()], cwd=project.folder,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        taken = (time.perf_counter() - start) * 1000
        expect(done.returncode in (0, 1), f"accel {command} ended with {done.returncode}")
        expect(not done.stderr, f"accel {command} said {done.stderr.decode()}")
        return taken

    def accel():
        taken = {command: milliseconds(command) for command in COMMANDS}
        slowest = max(taken, key=taken.get)
        tell("  " + ", ".join(f"{name}: {taken[name]:.0f} ms" for name in taken))
        return taken[slowest]

    return Sampler(accel)
