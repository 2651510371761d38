# SPDX-License-Identifier: Apache-2.0
"""Draws what fuzzing begins with: make_seeds.py FOLDER. Small pictures of every sort that a JPEG
can be (samplings, scans, colours, profiles, orientations), PNGs and WebPs. Needs Pillow; JPEGs with
restarts, scans or arithmetic codes of other sorts are recoded by jpegtran (libjpeg-turbo-progs)."""
import os
import random
import subprocess
import sys

from PIL import Image, ImageCms

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
colours = random.Random(1)


def picture(mode, size):
    bands = len(Image.new(mode, (1, 1)).getbands())
    small = Image.frombytes(mode, (5, 4), colours.randbytes(20 * bands))
    return small.resize(size, Image.Resampling.BICUBIC)


def save(name, image, kind="jpg", **options):
    if kind != "png":
        options = {"quality": 75, **options}
    image.save(f"{folder}/{name}.{kind}", **options)
    with open(f"{folder}/{name}.{kind}", "ab") as file:
        file.write(bytes([colours.randrange(60), colours.randrange(60), colours.randrange(100)]))


def recode(name, *options):
    subprocess.run(["jpegtran", *options, "-outfile", f"{folder}/{name}.jpg",
                    f"{folder}/halved.jpg"], check=True)


exif = Image.Exif()
for turn in (3, 6):
    exif[0x0112] = turn
    save(f"turned-{turn}", picture("RGB", (37, 21)), exif=exif)
save("halved", picture("RGB", (50, 33)))
save("full-chroma", picture("RGB", (33, 18)), subsampling=0, quality=95)
save("half-chroma", picture("RGB", (33, 18)), subsampling=1)
save("progressive", picture("RGB", (40, 40)), progressive=True)
save("grey", picture("L", (40, 25)))
save("grey-progressive", picture("L", (40, 25)), progressive=True)
save("cmyk", picture("CMYK", (20, 20)))
save("cmyk-progressive", picture("CMYK", (20, 20)), progressive=True)
save("dot", picture("RGB", (1, 1)))
save("wide", picture("RGB", (300, 2)))
save("srgb", picture("RGB", (16, 16)), icc_profile=ImageCms.ImageCmsProfile(
    ImageCms.createProfile("sRGB")).tobytes())
lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
save("lab-profile", picture("RGB", (16, 16)), icc_profile=lab)
recode("restarts", "-restart", "1B")
with open(f"{folder}/scans", "w") as scans:
    scans.write("0 1 2: 0-0, 0, 0; 0: 1-8, 0, 0; 1: 1-63, 0, 0; 2: 1-63, 0, 0; 0: 9-63, 0, 0;")
recode("by-frequency", "-scans", f"{folder}/scans")
os.remove(f"{folder}/scans")
picture("RGB", (30, 20)).save(f"{folder}/rgb.ppm")
subprocess.run(["cjpeg", "-rgb", "-outfile", f"{folder}/rgb.jpg", f"{folder}/rgb.ppm"], check=True)
os.remove(f"{folder}/rgb.ppm")
recode("arithmetic", "-arithmetic")
recode("arithmetic-progressive", "-arithmetic", "-progressive")
for mode in ("RGB", "L", "P", "RGBA"):
    image = picture("RGB", (30, 20)).convert(mode)
    save(f"png-{mode}", image, "png")
    save(f"webp-{mode}", image.convert("RGBA" if mode == "RGBA" else "RGB"), "webp")
save("webp-lossless", picture("RGB", (30, 20)), "webp", lossless=True)
save("png-profile", picture("RGB", (16, 16)), "png", icc_profile=lab)
