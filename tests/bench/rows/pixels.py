# SPDX-License-Identifier: Apache-2.0
"""Pixels: methods that look at each pixel of a picture. The seconds of a job are those of
thumbnails.py. Peers that only decode use two processes, too."""
import json
import os
import shutil

from project import HERE, Project, run_timed
from suite import Sampler, expect, ratio_at_least, row
from thumbnailing import DecodeOnly, Task

NETWORK = (224, 224)
TENSORS = "job, two workers, durable: JPEG frames of 3840x2026 to a column of tensors, 3x224x224"


class Job:
    """Makes the job of one method on the pictures anew each time; the import is reused."""

    def __init__(self, task, method, sources=()):
        self.task = task
        self.method = method
        self.project = Project(task.bench, f"pixels-{method}", "pixels", sources)
        self.made = self.build()

    def build(self):
        arguments = [self.method, f"{self.task.folder}/*", *self.task.box]
        return self.project.build(*arguments).job(self.method)

    def per_second(self):
        self.project.forget(self.made["job"])
        self.made = self.build()
        expect(self.made["rows"] == len(self.task.files), f"{self.made['rows']} rows")
        return len(self.task.files) / self.made["seconds"]


class PillowTensors:
    def __init__(self, task, how=()):
        self.task = task
        self.out = f"{task.bench.folder}/out/pillow-tensors"
        self.command = ["/usr/bin/python3", f"{HERE}/peers/pillow_tensors.py", task.folder, self.out,
                        *how]

    def per_second(self):
        shutil.rmtree(self.out, ignore_errors=True)
        os.makedirs(self.out)
        os.sync()
        return len(self.task.files) / json.loads(run_timed(self.command)[1])["seconds"]

    def check(self):
        size = sum(entry.stat().st_size for entry in os.scandir(self.out))
        wanted = len(self.task.files) * 3 * NETWORK[0] * NETWORK[1] * 4
        expect(size == wanted, f"{size} bytes of tensors, not {wanted}")
        shutil.rmtree(self.out)


def against_pillow(bench, how=()):
    task = Task(bench, "frames", NETWORK)
    pillow = PillowTensors(task, how)
    return Sampler(Job(task, "tensors", ["tensors.cpp"]).per_second, pillow.per_second,
                   pillow.check)


@row("pixels.tensor.pillow", "images/s", TENSORS,
     "Pillow and numpy, two forked processes: convert, fit, normalise, to a file",
     ratio_at_least(2))
def _(bench):
    return against_pillow(bench)


@row("pixels.tensor.pillow-draft", "images/s", TENSORS,
     "the same after draft(), so that Pillow, too, decodes at a quarter of the size")
def _(bench):
    return against_pillow(bench, ["draft"])


@row("pixels.tensor.thumbnailer", "images/s", TENSORS,
     "thumbnailer job to fit 224x224, JPEG quality 85", ratio_at_least(0.9))
def _(bench):
    task = Task(bench, "frames", NETWORK)
    return Sampler(Job(task, "tensors", ["tensors.cpp"]).per_second,
                   Job(task, "thumbnailer").per_second)


def against_decoding(bench, method, sources=()):
    task = Task(bench, "frames", NETWORK)
    decoding = DecodeOnly(task, 1)
    return Sampler(Job(task, method, sources).per_second, decoding.per_second, decoding.check)


@row("pixels.full.decode-only", "images/s",
     "job, two workers: JPEG frames of 3840x2026 to pixels, all of them",
     "libjpeg-turbo, two forked processes: decode to RGB in memory", ratio_at_least(0.95))
def _(bench):
    return against_decoding(bench, "decode", ["decode.cpp"])


@row("pixels.stats.decode-only", "images/s",
     "image_stats job, two workers: JPEG frames of 3840x2026, fitted into 1024x1024",
     "libjpeg-turbo, two forked processes: decode at full size, which that box needs",
     ratio_at_least(0.8))
def _(bench):
    return against_decoding(bench, "image_stats")
