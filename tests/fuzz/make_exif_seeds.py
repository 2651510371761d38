# SPDX-License-Identifier: Apache-2.0
"""Writes what the fuzzing of EXIF begins with: make_exif_seeds.py FOLDER. Structures with every tag
that accel reads, in both byte orders, each with a maker's note in the format of another maker."""
import os
import sys

BYTE, TEXT, SHORT, LONG, RATIONAL, UNDEFINED = 1, 2, 3, 4, 5, 7
WIDTHS = {BYTE: 1, TEXT: 1, SHORT: 2, LONG: 4, RATIONAL: 8, UNDEFINED: 1}
# What comes before the directory in the note of each maker, and where its offsets count from.
NOTES = {"Canon": b"", "NIKON": b"Nikon\0\2\x10\0\0", "Panasonic": b"Panasonic\0\0\0",
         "OLYMPUS": b"OLYMPUS\0II\3\0", "SONY": b"SONY DSC \0\0\0", "PENTAX": b"AOC\0II",
         "FUJIFILM": b"FUJIFILM\x0c\0\0\0", "SIGMA": b"SIGMA\0\0\0\1\0", "SAMSUNG": b""}


def directory(at, tags, order):
    """A directory that begins at `at`: tags are (tag, type, value), values bytes or numbers."""
    entries, values = b"", b""
    behind = at + 2 + 12 * len(tags) + 4
    for tag, kind, value in tags:
        if kind in (SHORT, LONG, RATIONAL):
            width = 2 if kind == SHORT else 4
            value = b"".join(number.to_bytes(width, order) for number in value)
        entries += tag.to_bytes(2, order) + kind.to_bytes(2, order)
        entries += (len(value) // WIDTHS[kind]).to_bytes(4, order)
        if len(value) > 4:
            entries += (behind + len(values)).to_bytes(4, order)
            values += value + bytes(len(value) % 2)
        else:
            entries += value + bytes(4 - len(value))
    return len(tags).to_bytes(2, order) + entries + bytes(4) + values


def note(maker, order):
    tags = [(1, SHORT, [4, 5, 6, 7]), (0x51, TEXT, b"25P\0"), (0x95, TEXT, b"24C\0"),
            (0x98, UNDEFINED, b"0204" + bytes(40)), (0x203, TEXT, b"26O\0"), (0x2010, LONG, [26])]
    mark = NOTES[maker]
    if maker == "NIKON":
        mark += (b"II*\0" if order == "little" else b"MM\0*") + (8).to_bytes(4, order)
    return mark + directory(len(mark), tags, order)


def structure(maker, order):
    photo = [(0x829A, RATIONAL, [1, 125]), (0x829D, RATIONAL, [28, 10]), (0x8827, SHORT, [400]),
             (0x8831, LONG, [400]), (0x8832, LONG, [400]), (0x8833, LONG, [400]),
             (0x9003, TEXT, b"2026:05:01 12:34:56\0"), (0x9011, TEXT, b"+02:00\0"),
             (0x920A, RATIONAL, [85, 1]), (0x927C, UNDEFINED, note(maker, order)),
             (0x9291, TEXT, b"25\0"), (0xA434, TEXT, b"85mm\0")]
    gps = [(1, TEXT, b"N\0"), (2, RATIONAL, [33, 1, 51, 1, 36, 1]), (3, TEXT, b"W\0"),
           (4, RATIONAL, [151, 1, 12, 1, 0, 1]), (9, TEXT, b"A\0")]
    if maker in ("Canon", "Panasonic"):
        photo.pop()  # so that the lens is in the note
    head = (b"II*\0" if order == "little" else b"MM\0*") + (8).to_bytes(4, order)
    made, photo_at, gps_at = b"", 0, 0
    for _ in range(2):  # where the others are is known when all are made
        image = [(0x10F, TEXT, maker.encode() + b"\0"), (0x110, TEXT, b"model 1\0"),
                 (0x112, SHORT, [6]), (0x8769, LONG, [photo_at]), (0x8825, LONG, [gps_at])]
        made = head + directory(8, image, order)
        photo_at = len(made)
        made += directory(photo_at, photo, order)
        gps_at = len(made)
        made += directory(gps_at, gps, order)
    return made


def crowd(order):
    """Three directories of 255 entries that all name the same thousand bytes."""
    size = 2 + 12 * 255 + 4
    made = (b"II*\0" if order == "little" else b"MM\0*") + (8).to_bytes(4, order)
    for tags in ([(0x8769, 8 + size), (0x8825, 8 + 2 * size)], [], []):
        made += (255).to_bytes(2, order)
        entries = [(tag, LONG, 1, at) for tag, at in tags]
        entries += [(0xA500 + i, UNDEFINED, 1000, 8) for i in range(255 - len(tags))]
        for tag, kind, count, value in entries:
            made += tag.to_bytes(2, order) + kind.to_bytes(2, order)
            made += count.to_bytes(4, order) + value.to_bytes(4, order)
        made += bytes(4)
    return made


os.makedirs(sys.argv[1], exist_ok=True)
for order in ("little", "big"):
    with open(f"{sys.argv[1]}/crowd-{order}", "wb") as file:
        file.write(crowd(order))
for maker in NOTES:
    for order in ("little", "big"):
        with open(f"{sys.argv[1]}/{maker.lower()}-{order}", "wb") as file:
            file.write(structure(maker, order))
