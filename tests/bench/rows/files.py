# SPDX-License-Identifier: Apache-2.0
"""Pictures in and out: import and export against copying and writing the same files. All sides end
with a sync of what they wrote."""
import json
import os
import shutil

from corpus import corpus, files_of, read_all
from project import Project, run_timed
from suite import Sampler, expect, ratio_at_least, row
from thumbnailing import Task

FIT = (640, 338)


def bytes_of(folder):
    return sum(os.path.getsize(path) for path in files_of(folder))


def empty_folder(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.sync()


class Import:
    """import_images of the frames, always from nothing, and cp."""

    def __init__(self, bench, name):
        self.folder = corpus(bench.folder, "frames", bench.counts["frames"])
        self.bytes = bytes_of(self.folder)
        self.project = Project(bench, name, "thumbs")
        self.copy = f"{bench.folder}/out/copy"
        self.build()  # compiles
        read_all(self.folder)

    def build(self):
        self.project.forget_jobs()
        self.project.forget_contents()
        os.sync()
        built = self.project.build("import", f"{self.folder}/*")
        job = built.job("import_images")
        written = self.project.read(job["job"], "post.json")["bytes"]
        expect(written > self.bytes, f"only {written} bytes were written")
        return built

    def sampler(self, seconds_of):
        megabytes = self.bytes / 1e6
        return Sampler(lambda: megabytes / seconds_of(self.build()),
                       lambda: megabytes / self.cp(), self.check)

    def cp(self):
        empty_folder(self.copy)
        script = f"cp '{self.folder}'/* '{self.copy}' && sync -f '{self.copy}'"
        return run_timed(["sh", "-c", script])[0]

    def check(self):
        expect(bytes_of(self.copy) == self.bytes, "cp has not copied all")
        shutil.rmtree(self.copy)


@row("import.job", "MB/s", "import_images job, two workers, durable: frames of 3840x2026",
     "cp of the same files, and one sync", ratio_at_least(0.7))
def _(bench):
    return Import(bench, "import-job").sampler(lambda built: built.job("import_images")["seconds"])


@row("import.command", "MB/s",
     "the same, the whole command: with the content hashes, which are made before the job",
     "cp of the same files, and one sync")
def _(bench):
    return Import(bench, "import-command").sampler(lambda built: built.seconds)


def export_row(name, kind, box, what):
    @row(name, "files/s", f"export_images job, two workers, durable: {what}",
         "writes the same files from memory, two forked processes, and one sync")
    def _(bench):
        task = Task(bench, kind, box)
        project = Project(bench, name, "thumbs")
        arguments = ["all", f"{task.folder}/*", "jpeg", *box]
        built = project.build(*arguments)
        exported = [built.job("export_images")]
        copy = f"{bench.folder}/out/written"

        def accel():
            project.forget(exported.pop()["job"])
            os.sync()
            exported.append(project.build(*arguments).job("export_images"))
            return len(task.files) / exported[0]["seconds"]

        def peer():
            empty_folder(copy)
            thumbs = project.path("results/thumbs")
            said = run_timed([f"{bench.folder}/bin/write_files", thumbs, copy])[1]
            return len(task.files) / json.loads(said)["seconds"]

        def check():
            task.check(project.path("results/thumbs"))
            task.check(copy)
            shutil.rmtree(copy)

        return Sampler(accel, peer, check)


export_row("export.frames", "frames", FIT, "thumbnails of 640x338")
export_row("export.web", "web", (200, 200), "thumbnails of 200x133")
