# SPDX-License-Identifier: Apache-2.0
"""pillow.py FROM TO EXTENSION WIDTH HEIGHT: thumbnails of a folder's pictures, by Pillow, in two
forked processes. Prints the seconds (without Python's start) and the largest memory of a worker."""
import json
import os
import resource
import sys
import time

from PIL import Image


def thumbnail(path, to, extension, box):
    with Image.open(path) as picture:
        picture.thumbnail(box)  # decodes JPEG at a scale that fits
        name = os.path.splitext(os.path.basename(path))[0] + extension
        how = {"quality": 85} if extension == ".jpg" else {}
        picture.save(os.path.join(to, name), **how)


def main():
    source, to, extension, width, height = sys.argv[1:]
    box = (int(width), int(height))
    paths = sorted(os.path.join(source, name) for name in os.listdir(source))
    Image.init()  # loads what reads and writes each format
    start = time.perf_counter()
    for worker in range(2):
        if os.fork() == 0:
            code = 1
            try:
                for path in paths[worker::2]:
                    thumbnail(path, to, extension, box)
                code = 0
            finally:
                os._exit(code)
    codes = [os.wait()[1] for _ in range(2)]
    seconds = time.perf_counter() - start
    if codes != [0, 0]:
        sys.exit("a worker failed")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "peak_memory": peak}))


main()
