# SPDX-License-Identifier: Apache-2.0
"""Thumbnails: the thumbnailer's job against programs that people write instead. The seconds of a
job are those that the build waits for its process: start, work, sync and commit. The import is
there already. The peers read files from the page cache, write files, sync nothing, and their start
(Python, Node) is not counted."""
from suite import Sampler, at_most, ratio_at_least, row
from thumbnailing import AccelThumbnails, DecodeOnly, Pillow, Sharp, Task, Vips

FIT = (640, 338)
SMALL = (200, 200)
JOB = "thumbnailer job, two workers, durable: {} to fit {}x{}, {} out"
PILLOW = "Pillow, two forked processes: draft, thumbnail, save as {}"
SHARP = "sharp, two processes of one thread: resize inside, JPEG quality 85"
VIPS = "vipsthumbnail of libvips, two processes of one thread, JPEG quality 85"


def against(task, peer):
    accel = AccelThumbnails(task)

    def check():
        accel.check()
        peer.check()

    return Sampler(accel.per_second, peer.per_second, check)


def job(what, box=FIT, out="JPEG quality 85"):
    return JOB.format(what, *box, out)


FRAMES = job("JPEG frames of 3840x2026")


@row("thumbs.jpeg.pillow", "images/s", FRAMES, PILLOW.format("JPEG quality 85"),
     ratio_at_least(2.2))
def _(bench):
    task = Task(bench, "frames", FIT)
    return against(task, Pillow(task))


@row("thumbs.jpeg.sharp", "images/s", FRAMES, SHARP, ratio_at_least(1.5))
def _(bench):
    task = Task(bench, "frames", FIT)
    return against(task, Sharp(task))


@row("thumbs.jpeg.vips", "images/s", FRAMES, VIPS)
def _(bench):
    task = Task(bench, "frames", FIT)
    return against(task, Vips(task))


@row("thumbs.jpeg.decode-only", "images/s", FRAMES,
     "libjpeg-turbo, two forked processes: decode at half size to RGB lines, nothing else",
     ratio_at_least(0.9))
def _(bench):
    task = Task(bench, "frames", FIT)
    return against(task, DecodeOnly(task, 2))


@row("thumbs.bmp.pillow", "images/s", job("JPEG frames of 3840x2026", out="BMP"),
     PILLOW.format("BMP"), ratio_at_least(2.2))
def _(bench):
    task = Task(bench, "frames", FIT, ".bmp")
    return against(task, Pillow(task))


@row("thumbs.command.pillow", "images/s",
     "accel build, the whole command: script and import reused, thumbnailer made",
     "python3 pillow.py, the whole command")
def _(bench):
    task = Task(bench, "frames", FIT)
    accel, pillow = AccelThumbnails(task), Pillow(task)

    def peer():
        pillow.fresh_folder()
        return len(task.files) / pillow.run()[0]

    return Sampler(lambda: len(task.files) / accel.build().seconds, peer, accel.check)


def sources(kind, what, box, goal):
    """A row against Pillow and one against sharp. To be ahead of the faster of the two is to be
    ahead of both."""
    did = job(what, box)

    @row(f"thumbs.{kind}.pillow", "images/s", did, PILLOW.format("JPEG quality 85"), goal)
    def _(bench):
        task = Task(bench, kind, box)
        return against(task, Pillow(task))

    @row(f"thumbs.{kind}.sharp", "images/s", did, SHARP, goal)
    def _(bench):
        task = Task(bench, kind, box)
        return against(task, Sharp(task))


sources("web", "JPEGs of 800x533", SMALL, None)
sources("png", "PNGs of 1920x1080", FIT, ratio_at_least(1.2))
sources("webp", "WebPs of 1920x1080", FIT, ratio_at_least(1.2))
sources("progressive", "progressive JPEGs of 3840x2026", FIT, ratio_at_least(1.2))


@row("thumbs.memory", "MB",
     "largest peak memory of a thumbnailer's worker, JPEG frames of 3840x2026",
     "the same of a Pillow worker", at_most(45), once=True)
def _(bench):
    task = Task(bench, "frames", FIT)
    accel, pillow = AccelThumbnails(task), Pillow(task)
    return Sampler(accel.peak_memory, pillow.peak_memory, accel.check)
