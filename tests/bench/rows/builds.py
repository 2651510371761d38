# SPDX-License-Identifier: Apache-2.0
"""Whole builds of the four jobs: import, thumbnailer, export, shapehist."""
import os
import statistics

from corpus import corpus
from project import Project, run_timed
from suite import Sampler, at_most, expect, ratio_at_most, row
from thumbnailing import Task

FIT = (640, 338)


def four_jobs(bench, name):
    """The pictures, a project in which they were built once, and the arguments of its script."""
    task = Task(bench, "frames", FIT)
    project = Project(bench, name, "thumbs")
    arguments = ["all", f"{task.folder}/*", "jpeg", *FIT]
    project.build(*arguments)
    return task, project, arguments


@row("build.from-nothing", "s",
     "accel build of four jobs, the whole command: nothing there but what is compiled",
     "its own thumbnailer job in the same build", ratio_at_most(1.25))
def _(bench):
    task, project, arguments = four_jobs(bench, "from-nothing")
    thumbnailer = []

    def accel():
        project.forget_jobs()
        project.forget_contents()
        os.sync()
        built = project.build(*arguments)
        thumbnailer.append(built.job("thumbnailer")["seconds"])
        return built.seconds

    return Sampler(accel, lambda: thumbnailer[-1],
                   lambda: task.check(project.path("results/thumbs")))


@row("build.nothing-to-do", "ms",
     "accel build of four jobs, the whole command, all reused: the median of 20", "", at_most(15))
def _(bench):
    task, project, arguments = four_jobs(bench, "nothing-to-do")

    def once():
        built = project.build(*arguments)
        built.expect_reused(4)
        return built.seconds * 1000

    return Sampler(lambda: statistics.median(once() for _ in range(20)), None,
                   lambda: task.check(project.path("results/thumbs")))


def over_many_files(name, times, large):
    @row(name, "ms",
         "accel build of four jobs over that many files, the whole command, all reused",
         "readdir, sort, stat of each file in two threads, the whole program",
         ratio_at_most(1.3), large)
    def _(bench):
        count = bench.counts["tiny"] * times
        folder = corpus(bench.folder, "tiny", count)
        project = Project(bench, f"many-files-{count}", "thumbs", keep=True)
        arguments = ["all", f"{folder}/*", "jpeg", *FIT]
        project.build(*arguments)

        def accel():
            built = project.build(*arguments)
            built.expect_reused(4)
            expect(built.jobs[0]["rows"] == count, f"{built.jobs[0]['rows']} rows")
            return built.seconds * 1000

        def peer():
            seconds, said = run_timed([f"{bench.folder}/bin/stat_files", folder])
            expect(int(said) == count, f"{said} files")
            return seconds * 1000

        return Sampler(accel, peer)


over_many_files("build.100000-files", 1, large=False)
over_many_files("build.1000000-files", 10, large=True)
