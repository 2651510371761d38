# SPDX-License-Identifier: Apache-2.0
"""Thumbnails by accel and by each peer: what the rows of pictures are put together from."""
import json
import os
import shutil
import subprocess
import time

from PIL import Image

from corpus import corpus, files_of, read_all
from project import HERE, Project, run_timed
from suite import expect


class Task:
    """Thumbnails of one corpus, in one format, inside one box."""

    def __init__(self, bench, kind, box, extension=".jpg"):
        self.bench = bench
        self.kind = kind
        self.box = box
        self.extension = extension
        self.folder = corpus(bench.folder, kind, bench.counts[kind])
        self.files = files_of(self.folder)
        with Image.open(self.files[0]) as picture:
            self.size = fitted(picture.size, box)
        read_all(self.folder)

    @property
    def format(self):
        return {".jpg": "jpeg", ".bmp": "bmp"}[self.extension]

    def check(self, folder, tolerance=0):
        """Every thumbnail is there, and of the right size; a side may differ by `tolerance`."""
        found = files_of(folder)
        expect(len(found) == len(self.files), f"{len(found)} thumbnails, not {len(self.files)}")
        for path in found:
            with Image.open(path) as picture:
                expect(picture.format == self.format.upper(), f"{path} is {picture.format}")
                off = max(abs(got - side) for got, side in zip(picture.size, self.size))
                expect(off <= tolerance, f"{path} is {picture.size}, not {self.size}")


def fitted(size, box):
    scale = min(1, box[0] / size[0], box[1] / size[1])
    return tuple(max(1, round(side * scale)) for side in size)


class AccelThumbnails:
    """Makes the thumbnailer's job anew each time; the import is reused."""

    def __init__(self, task):
        self.task = task
        self.project = Project(task.bench, f"thumbnails-{task.kind}-{task.format}", "thumbs")
        self.arguments = [f"{task.folder}/*", task.format, *task.box]
        self.job = self.project.build("thumbs", *self.arguments).job("thumbnailer")

    def build(self):
        self.project.forget(self.job["job"])
        built = self.project.build("thumbs", *self.arguments)
        self.job = built.job("thumbnailer")
        expect(self.job["rows"] == len(self.task.files), f"{self.job['rows']} rows")
        return built

    def per_second(self):
        self.build()
        return len(self.task.files) / self.job["seconds"]

    def peak_memory(self):
        self.build()
        return self.project.read(self.job["job"], "post.json")["peak_memory"] / 1e6

    def check(self):
        """Writes the last job's thumbnails to files, and looks at them."""
        built = self.project.build("all", *self.arguments)
        thumbnailer = [job for job in built.jobs if job["method"] == "thumbnailer"]
        expect(thumbnailer[0]["outcome"] == "reused", "the checked job is another one")
        self.task.check(self.project.path("results/thumbs"))


class Peer:
    """A program that writes thumbnails into a folder, in two processes."""

    def __init__(self, task, name):
        self.task = task
        self.out = f"{task.bench.folder}/out/{name}"

    def fresh_folder(self):
        shutil.rmtree(self.out, ignore_errors=True)
        os.makedirs(self.out)

    def per_second(self):
        self.fresh_folder()
        os.sync()
        return len(self.task.files) / self.seconds()

    def check(self):
        self.task.check(self.out, tolerance=1)  # sharp rounds in another way
        shutil.rmtree(self.out)


class Pillow(Peer):
    def __init__(self, task):
        super().__init__(task, "pillow")
        self.command = ["/usr/bin/python3", f"{HERE}/peers/pillow.py", task.folder, self.out,
                        task.extension, *map(str, task.box)]

    def run(self):
        seconds, said = run_timed(self.command)
        return seconds, json.loads(said)

    def seconds(self):
        return self.run()[1]["seconds"]

    def peak_memory(self):
        self.fresh_folder()
        return self.run()[1]["peak_memory"] / 1e6


class Sharp(Peer):
    def __init__(self, task):
        super().__init__(task, "sharp")
        self.command = ["node", f"{HERE}/peers/sharp.cjs", task.folder, self.out,
                        *map(str, task.box)]
        os.environ["NODE_PATH"] = f"{task.bench.folder}/node/node_modules"

    def seconds(self):
        return json.loads(run_timed(self.command)[1])["seconds"]


class Vips(Peer):
    def __init__(self, task):
        super().__init__(task, "vips")
        command = ["vipsthumbnail", "--size", "{}x{}".format(*task.box),
                   "-o", f"{self.out}/%s.jpg[Q=85]"]
        self.commands = [command + task.files[part::2] for part in range(2)]

    def seconds(self):
        environment = {**os.environ, "VIPS_CONCURRENCY": "1"}
        start = time.perf_counter()
        both = [subprocess.Popen(command, env=environment) for command in self.commands]
        codes = [process.wait() for process in both]
        seconds = time.perf_counter() - start
        expect(codes == [0, 0], f"vipsthumbnail ended with {codes}")
        return seconds


class DecodeOnly:
    """Only decodes, at 1/`part` of the size: the limit that libjpeg-turbo sets."""

    def __init__(self, task, part):
        self.task = task
        self.part = part
        self.command = [f"{task.bench.folder}/bin/decode_jpegs", task.folder, str(part)]
        self.said = None

    def per_second(self):
        self.said = json.loads(run_timed(self.command)[1])
        return len(self.task.files) / self.said["seconds"]

    def check(self):
        with Image.open(self.task.files[0]) as picture:
            lines = -(-picture.height // self.part) * len(self.task.files)
        expect(self.said["lines"] == lines, f"{self.said['lines']} lines decoded, not {lines}")
