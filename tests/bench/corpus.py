# SPDX-License-Identifier: Apache-2.0
"""The pictures that are measured with: made once, from photographs, the same every time.

Frames are crops of photographs at varied places, every other one mirrored. The sources are five
photographs and two soft pictures: a background out of focus, and a night sky.
"""
import io
import math
import multiprocessing
import os
import shutil

from PIL import Image, ImageOps

from suite import Failed, tell

SOURCES = [
    "Bridge_by_Sander_Klootwijk.jpg",
    "Fossa_by_Jasper_Roks.jpg",
    "Dragonfly_by_Bolly.jpg",
    "Infinite-Sea_by_Aury88.jpg",
    "seeding_by_Clements_Engelhardt.jpg",
    "sunset_by_Aitzol_Berasategi.jpg",
    "Kleiber_by_Lukas_Baubkus.jpg",
]

# kind: cropped to, scaled to, extension, how it is encoded
KINDS = {
    "frames": ((3840, 2026), (3840, 2026), ".jpg", {"quality": 90}),
    "progressive": ((3840, 2026), (3840, 2026), ".jpg", {"quality": 90, "progressive": True}),
    "web": ((2400, 1599), (800, 533), ".jpg", {"quality": 85}),
    "png": ((3840, 2160), (1920, 1080), ".png", {}),
    "webp": ((3840, 2160), (1920, 1080), ".webp", {"quality": 80}),
}
FORMATS = {".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP"}


def fraction(x):
    return x - math.floor(x)


def crop(source, size, step):
    """The step-th crop: the places are spread evenly over the picture (golden ratios)."""
    left = int(fraction(step * 0.7548776662) * (source.width - size[0] + 1))
    top = int(fraction(step * 0.5698402910) * (source.height - size[1] + 1))
    picture = source.crop((left, top, left + size[0], top + size[1]))
    return ImageOps.mirror(picture) if step % 2 else picture


def make_from_source(work):
    """All pictures of one kind that come from one source."""
    path, first, kind, count, folder = work
    cropped, scaled, extension, how = KINDS[kind]
    source = Image.open(path).convert("RGB")
    for number in range(first, count, len(SOURCES)):
        picture = crop(source, cropped, number // len(SOURCES))
        if scaled != cropped:
            picture = picture.resize(scaled, Image.Resampling.LANCZOS)
        picture.save(f"{folder}/{number:04}{extension}", FORMATS[extension], **how)


def find_sources(folder):
    found = {}
    for parent, _, names in os.walk(folder):
        found.update({name: os.path.join(parent, name) for name in names})
    missing = [name for name in SOURCES if name not in found]
    if missing:
        raise Failed(f"not in {folder}: {', '.join(missing)}")
    return [found[name] for name in SOURCES]


def make_pictures(bench_folder, kind, count, folder):
    sources = find_sources(f"{bench_folder}/photographs")
    work = [(path, i, kind, count, folder) for i, path in enumerate(sources)]
    with multiprocessing.Pool(len(os.sched_getaffinity(0))) as pool:
        pool.map(make_from_source, work, chunksize=1)


def make_tiny(count, folder):
    """JPEGs of 16x12 pixels, which differ in a comment only."""
    encoded = io.BytesIO()
    Image.linear_gradient("L").resize((16, 12)).convert("RGB").save(encoded, "JPEG")
    start, rest = encoded.getvalue()[:2], encoded.getvalue()[2:]
    for number in range(count):
        with open(f"{folder}/{number:07}.jpg", "wb") as file:
            file.write(start + b"\xff\xfe\x00\x0a" + b"%08d" % number + rest)


def files_of(folder):
    return sorted(entry.path for entry in os.scandir(folder))


def corpus(bench_folder, kind, count):
    """The folder of `count` pictures of this kind."""
    folder = f"{bench_folder}/corpora/{kind}-{count}"
    if not os.path.isdir(folder):
        tell(f"making {count} pictures: {kind}")
        part = folder + ".part"
        shutil.rmtree(part, ignore_errors=True)
        os.makedirs(part)
        if kind == "tiny":
            make_tiny(count, part)
        else:
            make_pictures(bench_folder, kind, count, part)
        os.rename(part, folder)
    return folder


def mean_size(folder):
    sizes = [os.path.getsize(path) for path in files_of(folder)]
    return sum(sizes) / len(sizes)


def read_all(folder):
    """Brings the files into the page cache."""
    for path in files_of(folder):
        with open(path, "rb") as file:
            while file.read(1 << 20):
                pass
