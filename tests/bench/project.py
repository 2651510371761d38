# SPDX-License-Identifier: Apache-2.0
"""A project of accel's that a row builds in."""
import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass

from suite import Failed, expect

HERE = os.path.dirname(os.path.abspath(__file__))


@dataclass
class Built:
    seconds: float  # the whole process, from its start to its end
    jobs: list  # the `--json` lines of the jobs

    def job(self, method):
        """The job of that method, which must have been made in this build."""
        for job in self.jobs:
            if job["method"] == method:
                expect(job["outcome"] == "made", f"{method} was {job['outcome']}, not made")
                return job
        raise Failed(f"no job of {method} was built")

    def expect_reused(self, count):
        reused = sum(job["outcome"] == "reused" for job in self.jobs)
        expect(reused == count == len(self.jobs), f"{reused} jobs of {len(self.jobs)} were reused")


class Project:
    """`script` is a file of scripts/, `methods` are files of methods/. With `keep` the
    project stays from run to run, for what takes long to make and is only reused."""

    def __init__(self, bench, name, script, methods=(), slices=2, keep=False):
        self.accel = bench.accel
        self.folder = f"{bench.folder}/projects/{name}"
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(f"{self.folder}/methods", exist_ok=True)
        self.write("accel.toml", f"slices = {slices}\nconcurrency = {min(slices, 2)}\n")
        self.write("build.cpp", source(f"scripts/{script}.cpp"))
        for method in methods:
            self.write(f"methods/{method}", source(f"methods/{method}"))

    def path(self, name):
        return f"{self.folder}/{name}"

    def write(self, name, text):
        try:
            with open(self.path(name), encoding="utf-8") as file:
                if file.read() == text:
                    return
        except FileNotFoundError:
            pass
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def command(self, *args):
        return [self.accel, "build", "--json", "build.cpp", "--", *map(str, args)]

    def build(self, *args):
        """`accel build build.cpp -- ARGS`."""
        with open(self.path("said.jsonl"), "w+", encoding="utf-8") as out, open(
            self.path("errors.txt"), "w+", encoding="utf-8"
        ) as err:
            start = time.perf_counter()
            code = subprocess.Popen(
                self.command(*args), cwd=self.folder, stdout=out, stderr=err, close_fds=False
            ).wait()
            seconds = time.perf_counter() - start
            out.seek(0)
            err.seek(0)
            expect(code == 0, f"accel build in {self.folder} ended with {code}:\n{err.read()}")
            events = [json.loads(line) for line in out]
        return Built(seconds, [event for event in events if event["event"] == "job"])

    def rows_per_second(self, method):
        """`accel cat` of the method's last job, whole."""
        command = [self.accel, "cat", "--no-header", method]
        with open(self.path("rows.txt"), "wb") as out:
            start = time.perf_counter()
            code = subprocess.Popen(command, cwd=self.folder, stdout=out, close_fds=False).wait()
            seconds = time.perf_counter() - start
        expect(code == 0, f"accel cat in {self.folder} ended with {code}")
        with open(self.path("rows.txt"), "rb") as lines:
            return sum(1 for _ in lines) / seconds

    def job_folder(self, job_id):
        return self.path(f"workdirs/dev/{job_id}")

    def read(self, job_id, name):
        """A JSON file of a job."""
        with open(f"{self.job_folder(job_id)}/{name}", encoding="utf-8") as file:
            return json.load(file)

    def forget(self, job_id):
        """Deletes a job, so that the next build makes it again."""
        shutil.rmtree(self.job_folder(job_id))

    def forget_jobs(self):
        """Deletes all jobs. What is compiled stays."""
        for name in ("workdirs", "results"):
            shutil.rmtree(self.path(name), ignore_errors=True)

    def forget_contents(self):
        """Deletes the content hashes of input files, so that the next build reads them all."""
        if os.path.exists(self.path(".accel/contents")):
            os.remove(self.path(".accel/contents"))


def source(name):
    with open(f"{HERE}/{name}", encoding="utf-8") as file:
        return file.read()


def run_timed(command, folder=None):
    """Runs a command; how long the whole process took, in seconds, and what it printed."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, close_fds=False)
    seconds = time.perf_counter() - start
    expect(done.returncode == 0, f"{command[0]} ended with {done.returncode}:\n{done.stderr}")
    return seconds, done.stdout
