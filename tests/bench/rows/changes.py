# SPDX-License-Identifier: Apache-2.0
"""Builds after some files were added, changed, removed or renamed: work in proportion to the change."""
import os
import shutil

from corpus import corpus, files_of
from project import Project
from suite import Sampler, expect, ratio_at_least, ratio_at_most, row

FIT = (100, 100)


class Photos:
    """A folder of pictures: hard links to those of a corpus, and copies that have other bytes."""

    def __init__(self, bench, project, kind, count, times=1):
        self.sources = files_of(corpus(bench.folder, kind, count))
        self.folder = project.path("photos")
        self.made = 0
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        for i, source in enumerate(self.sources):
            os.link(source, f"{self.folder}/{i:07}.jpg")
        for i in range(count, count * times):
            self.add(f"{i:07}")

    def add(self, name):
        """A picture that is like another, but has other bytes."""
        self.made += 1
        with open(self.sources[self.made % len(self.sources)], "rb") as file:
            picture = file.read()
        path = f"{self.folder}/{name}.jpg"
        if os.path.exists(path):
            os.remove(path)
        with open(path, "wb") as file:
            file.write(picture + b"%d" % self.made)

    def change_some(self):
        """Ten are added, one is changed, one removed, three renamed."""
        names = sorted(os.listdir(self.folder))
        step = len(names) // 16
        for i in range(10):
            self.add(names[i * step][:-4] + f"-{self.made}")
        self.add(names[10 * step][:-4])
        os.remove(f"{self.folder}/{names[11 * step]}")
        for i in range(12, 15):
            old = f"{self.folder}/{names[i * step]}"
            os.rename(old, old[:-4] + f"-{self.made}.jpg")


def project_of(bench, name, slices=2):
    return Project(bench, name, "thumbs", slices=slices)


def arguments(project, stage):
    return [stage, project.path("photos") + "/*.jpg", "jpeg", *FIT]


@row("change.ten-added", "s",
     "import and thumbnailer, after 10 pictures were added, 1 changed, 1 removed, 3 renamed",
     "the same build with nothing there but what is compiled", ratio_at_most(0.03))
def _(bench):
    project, fresh = project_of(bench, "ten-added"), project_of(bench, "ten-added-fresh")
    photos = Photos(bench, project, "web", bench.counts["web"], times=2 if bench.quick else 20)
    os.symlink(project.path("photos"), fresh.path("photos"))
    project.build(*arguments(project, "thumbs"))

    def accel():
        photos.change_some()
        built = project.build(*arguments(project, "thumbs"))
        computed = [job["computed_rows"] for job in built.jobs]
        expect(computed == [14, 11], f"{computed} rows were computed")
        return built.seconds

    def first():
        fresh.forget_jobs()
        return fresh.build(*arguments(fresh, "thumbs")).seconds

    return Sampler(accel, first)


@row("change.added-in-a-row", "s",
     "import and thumbnailer of as many pictures again, whose names follow each other",
     "the same, with the new names spread evenly", ratio_at_most(1.2))
def _(bench):
    count = bench.counts["web"]

    def build(name, new_name):
        project = project_of(bench, name, slices=8)
        photos = Photos(bench, project, "web", count)
        project.build(*arguments(project, "thumbs"))
        for i in range(count):
            photos.add(new_name(i))
        built = project.build(*arguments(project, "thumbs"))
        expect(built.job("thumbnailer")["computed_rows"] == count, "not the new rows alone")
        return built.seconds

    return Sampler(lambda: build("in-a-row", lambda i: f"9-{i:07}"),
                   lambda: build("spread", lambda i: f"{i:07}-9"))


DAYS, A_DAY = 400, 25


def a_year(bench, name):
    """A project in which files were added each day, and how long some days' builds took."""
    project = project_of(bench, name, slices=8)
    photos = Photos(bench, project, "tiny", A_DAY)
    seconds = {}
    for day in range(1, DAYS + 1):
        built = project.build(*arguments(project, "thumbs"))
        seconds[day] = built.seconds
        for i in range(A_DAY):
            photos.add(f"{(day * 7919 + i * 104729) % 10_000_000:07}-{day}")
    return project, seconds


@row("change.every-day", "ms",
     f"import and thumbnailer after {DAYS} daily additions of {A_DAY} files: the last ten days",
     "days 2 to 11", ratio_at_most(2), large=True)
def _(bench):
    days = {}

    def accel():
        days.update(a_year(bench, "every-day")[1])
        return 100 * sum(days[day] for day in range(DAYS - 9, DAYS + 1))

    return Sampler(accel, lambda: 100 * sum(days[day] for day in range(2, 12)))


@row("change.read-after-a-year", "rows/s",
     f"accel cat of a dataset that {DAYS} daily additions made", "of one import of the same files",
     ratio_at_least(0.9), large=True)
def _(bench):
    project, _ = a_year(bench, "read-after-a-year")
    project.build(*arguments(project, "thumbs"))
    once = project_of(bench, "read-at-once", slices=8)
    os.symlink(project.path("photos"), once.path("photos"))
    once.build(*arguments(once, "thumbs"))
    return Sampler(lambda: project.rows_per_second("thumbnailer"),
                   lambda: once.rows_per_second("thumbnailer"))
