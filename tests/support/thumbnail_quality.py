# SPDX-License-Identifier: Apache-2.0
"""Is a thumbnail as near to the ideal as Pillow's own?

    thumbnail_quality.py make FOLDER
    thumbnail_quality.py compare PICTURES THUMBNAILS WIDTH HEIGHT

`make` draws pictures that are hard to scale, each in its own way. `compare` takes from THUMBNAILS
the files that accel made of those in PICTURES (the same names, other extensions appended), and
measures each, and what Pillow's Image.thumbnail makes of the same file, against the ideal: decoded
at full size and scaled with LANCZOS. The measure is the PSNR of the RGB samples of 8 bits; Pillow's
may be better by 0.2 dB at most. Where accel wrote JPEG, Pillow writes JPEG of the same quality.
"""
import glob
import io
import math
import os
import random
import sys

from PIL import Image, ImageChops, ImageDraw, ImageStat

SIZE = (1920, 1014)
QUALITY = 85  # the thumbnailer's default
ALLOWED = 0.2  # dB; that cannot be seen
CEILING = 58  # dB; rounding to 8 bits alone, a mean square error of 1/12, gives 58.9


def draw(function):
    """A picture of `function`(x, y), which gives grey or RGB."""
    width, height = SIZE
    first = function(0, 0)
    if isinstance(first, int):
        data = bytes(function(x, y) for y in range(height) for x in range(width))
        return Image.frombytes("L", SIZE, data).convert("RGB")
    data = bytes(v for y in range(height) for x in range(width) for v in function(x, y))
    return Image.frombytes("RGB", SIZE, data)


def text():
    image = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(image)
    colours = random.Random(1)
    for y in range(0, SIZE[1], 12):
        line = "The quick brown fox jumps over the lazy dog 0123456789 " * 8
        pen.text((y % 7, y), line, fill=tuple(colours.randrange(160) for _ in range(3)))
    return image


def stripes(period):
    table = [round(127.5 + 120 * math.sin(2 * math.pi * i / 1000)) for i in range(1000)]
    return draw(lambda x, y: table[int((0.8 * x + 0.6 * y) / period * 1000) % 1000])


def rings():
    table = [round(127.5 + 120 * math.cos(2 * math.pi * i / 1000)) for i in range(1000)]
    return draw(lambda x, y: table[((x - 960) ** 2 + (y - 507) ** 2) * 1000 // 9000 % 1000])


def noise():
    bytes_of = random.Random(2)
    return Image.frombytes("L", SIZE, bytes_of.randbytes(SIZE[0] * SIZE[1])).convert("RGB")


def sky():
    return draw(lambda x, y: (100 + 100 * y // SIZE[1], 150 + 80 * y // SIZE[1],
                              200 + 50 * x // SIZE[0]))


def make(folder):
    pictures = {"text": text(), "noise": noise(), "sky": sky(), "rings": rings()}
    for period in (2.1, 3.3, 6.2):
        pictures[f"stripes-{period}"] = stripes(period)
    for name, picture in pictures.items():
        picture.save(f"{folder}/{name}.jpg", quality=90)
    pictures["text"].save(f"{folder}/text-full-chroma.jpg", quality=95, subsampling=0)
    pictures["text"].save(f"{folder}/text-progressive.jpg", quality=90, progressive=True)
    pictures["text"].crop((0, 0, 1919, 1013)).save(f"{folder}/text-odd.jpg", quality=90)
    pictures["sky"].save(f"{folder}/sky-half-chroma.jpg", quality=90, subsampling=1)
    pictures["rings"].convert("L").save(f"{folder}/rings-grey.jpg", quality=90)
    pictures["text"].save(f"{folder}/text.png", compress_level=1)
    pictures["sky"].save(f"{folder}/sky.png", compress_level=1)
    pictures["rings"].convert("L").save(f"{folder}/rings-grey.png", compress_level=1)
    pictures["text"].quantize(64).save(f"{folder}/text-palette.png", compress_level=1)
    pictures["text"].convert("RGBA").save(f"{folder}/text-opaque.png", compress_level=1)
    for name in ("text", "sky", "rings"):
        pictures[name].save(f"{folder}/{name}.webp", quality=90, method=0)
    pictures["text"].crop((0, 0, 1919, 1013)).save(f"{folder}/text-odd.webp", quality=90, method=0)
    pictures["text"].save(f"{folder}/text-lossless.webp", lossless=True, quality=0, method=0)


def psnr(picture, ideal):
    squares = ImageStat.Stat(ImageChops.difference(picture, ideal)).sum2
    mean = sum(squares) / (3 * picture.width * picture.height)
    return min(CEILING, 10 * math.log10(255 ** 2 / mean)) if mean else CEILING


def pillows_thumbnail(path, box, is_jpeg):
    with Image.open(path) as picture:
        if picture.mode not in ("L", "RGB"):
            picture = picture.convert("RGB")
        picture.thumbnail(box)
        if is_jpeg:
            file = io.BytesIO()
            picture.save(file, "JPEG", quality=QUALITY)
            picture = Image.open(file)
        return picture.convert("RGB")


def compare(pictures, thumbnails, width, height):
    failed = 0
    for path in sorted(glob.glob(f"{pictures}/*")):
        name = os.path.basename(path)
        made = glob.glob(f"{thumbnails}/{name}") + glob.glob(f"{thumbnails}/{name}.*")
        with Image.open(made[0]) as thumbnail:
            is_jpeg = thumbnail.format == "JPEG"
            thumbnail = thumbnail.convert("RGB")
        with Image.open(path) as picture:
            sized = Image.new("L", picture.size)
            sized.thumbnail((width, height))
            if thumbnail.size != sized.size:
                sys.exit(f"{name}: {thumbnail.size}, but Pillow's has {sized.size}")
            ideal = picture.convert("RGB").resize(thumbnail.size, Image.Resampling.LANCZOS)
        # Pillow 11 decodes a JPEG at full size if the box does not fit.
        pillows = pillows_thumbnail(path, thumbnail.size, is_jpeg)
        ours, theirs = psnr(thumbnail, ideal), psnr(pillows, ideal)
        worse = ours < theirs - ALLOWED
        failed += worse
        print(f"{name}: {ours:.2f} dB, Pillow {theirs:.2f} dB{'  <-- WORSE' if worse else ''}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2])
    else:
        compare(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
