# SPDX-License-Identifier: Apache-2.0
"""pillow_tensors.py FROM TO [draft]: tensors of a folder's pictures as a network takes them
(float32, 3x224x224, normalised), by Pillow and numpy, in two forked processes: a file of them for
each. With `draft`, JPEGs are decoded at the smallest scale that fits; few programs do that. Prints
the seconds (without Python's start)."""
import json
import os
import sys
import time

import numpy
from PIL import Image, ImageOps

SIZE = (224, 224)
MEAN = numpy.array([0.485, 0.456, 0.406], dtype=numpy.float32)
DEVIATION = numpy.array([0.229, 0.224, 0.225], dtype=numpy.float32)


def tensor(path, is_draft):
    with Image.open(path) as picture:
        if is_draft:
            picture.draft("RGB", tuple(2 * side for side in SIZE))
        middle = ImageOps.fit(picture.convert("RGB"), SIZE, Image.Resampling.LANCZOS)
    samples = (numpy.asarray(middle, dtype=numpy.float32) / 255 - MEAN) / DEVIATION
    return numpy.ascontiguousarray(samples.transpose(2, 0, 1))


def main():
    source, to = sys.argv[1:3]
    is_draft = sys.argv[3:] == ["draft"]
    paths = sorted(os.path.join(source, name) for name in os.listdir(source))
    Image.init()
    start = time.perf_counter()
    for worker in range(2):
        if os.fork() == 0:
            code = 1
            try:
                with open(os.path.join(to, f"{worker}.f32"), "wb") as file:
                    for path in paths[worker::2]:
                        tensor(path, is_draft).tofile(file)
                code = 0
            finally:
                os._exit(code)
    codes = [os.wait()[1] for _ in range(2)]
    seconds = time.perf_counter() - start
    if codes != [0, 0]:
        sys.exit("a worker failed")
    print(json.dumps({"seconds": seconds}))


main()
