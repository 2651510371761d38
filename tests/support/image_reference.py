# SPDX-License-Identifier: Apache-2.0
"""Does accel decode pictures of every sort to the pixels that Pillow decodes them to?

    image_reference.py make FOLDER
    image_reference.py make-inks FOLDER
    image_reference.py compare-inks DECODED
    image_reference.py compare PICTURES DECODED [VIEW]

`make` writes pictures of many sorts: by Pillow, and PNG and TIFF of the sorts that it cannot write by
hand. `compare` takes from DECODED what accel made of those in PICTURES, at their full size, as BMP
or PNG (the same names, that extension appended), and compares every sample with Pillow's, turned
upright, in sRGB, 8 bits; alpha laid over white for BMP. How far they may be apart is in the name of
the picture, behind its last "~". VIEW is what was made of the pixels: rgba, rgb, grey, cut (a
part), small (scaled).
"""
import glob
import io
import os
import struct
import sys
import zlib

from PIL import Image, ImageChops, ImageCms, ImageOps, ImageStat

SIZE = (37, 23)
WIDTH, HEIGHT = SIZE


def plane(function, bits=8):
    """Samples of `function`(x, y), which gives 0 to 1."""
    return [round(function(x, y) * (2**bits - 1)) for y in range(HEIGHT) for x in range(WIDTH)]


def across(x, y):
    return x / (WIDTH - 1)


def down(x, y):
    return y / (HEIGHT - 1)


def aslant(x, y):
    return (x * 7 + y * 13) % 32 / 31


def blocks(x, y):
    return (x // 6 + y // 5) % 2


def pixels(functions, bits=8, order=">"):
    """Rows of samples side by side, each row filled up to whole bytes."""
    planes = [plane(function, bits) for function in functions]
    rows = []
    for y in range(HEIGHT):
        samples = [p[y * WIDTH + x] for x in range(WIDTH) for p in planes]
        if bits == 16:
            rows.append(struct.pack(order + "%dH" % len(samples), *samples))
            continue
        text = "".join(format(sample, "0%db" % bits) for sample in samples)
        text += "0" * (-len(text) % 8)
        rows.append(int(text, 2).to_bytes(len(text) // 8, "big"))
    return rows


def png(kind, bits, functions, before=b""):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    data = zlib.compress(b"".join(b"\0" + row for row in pixels(functions, bits)))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, kind, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + chunk(b"IDAT", data)
            + chunk(b"IEND", b""))


def tiff(photometric, bits, functions, alpha=None, palette=None, order="<"):
    """One strip, not compressed. `alpha`: 1 is premultiplied, 2 is not."""
    data = b"".join(pixels(functions, bits, order))
    shorts = {256: [WIDTH], 257: [HEIGHT], 258: [bits] * len(functions), 259: [1],
              262: [photometric], 277: [len(functions)], 278: [HEIGHT]}
    if alpha:
        shorts[338] = [alpha]
    if palette:
        shorts[320] = palette
    entries, extra = b"", b""
    count = len(shorts) + 2
    behind = 8 + 2 + 12 * count + 4
    for tag, values in sorted({**shorts, 273: None, 279: None}.items()):
        if values is None:
            number = 8 + 2 + 12 * count + 4 + 4096 if tag == 273 else len(data)
            entries += struct.pack(order + "HHII", tag, 4, 1, number)
            continue
        packed = struct.pack(order + "%dH" % len(values), *values)
        if len(packed) <= 4:
            field = packed.ljust(4, b"\0")
        else:
            field = struct.pack(order + "I", behind + len(extra))
            extra += packed
        entries += struct.pack(order + "HHI", tag, 3, len(values)) + field
    mark = b"II*\0" if order == "<" else b"MM\0*"
    return (mark + struct.pack(order + "IH", 8, count) + entries + b"\0\0\0\0"
            + extra.ljust(4096, b"\0") + data)


def profile(red, green, blue, gamma):
    """An ICC profile of version 2: primaries, adapted to D50, and one gamma."""
    def fixed(number):
        return struct.pack(">i", round(number * 65536))

    def xyz(triple):
        return b"XYZ \0\0\0\0" + b"".join(fixed(number) for number in triple)

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    text = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + b"\0" * 79
    parts = [(b"desc", text), (b"cprt", b"text\0\0\0\0none"), (b"wtpt", xyz((0.9642, 1, 0.8249))),
             (b"rXYZ", xyz(red)), (b"gXYZ", xyz(green)), (b"bXYZ", xyz(blue)),
             (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve)]
    table, body = struct.pack(">I", len(parts)), b""
    start = 128 + 4 + 12 * len(parts)
    for name, part in parts:
        part += b"\0" * (-len(part) % 4)
        table += name + struct.pack(">II", start + len(body), len(part))
        body += part
    header = struct.pack(">I4sI4s4s4s", start + len(body), b"\0\0\0\0", 0x02100000, b"mntr",
                         b"RGB ", b"XYZ ") + struct.pack(">6H", 2024, 1, 1, 0, 0, 0) + b"acsp"
    header = header.ljust(68, b"\0") + b"".join(fixed(n) for n in (0.9642, 1, 0.8249))
    return header.ljust(128, b"\0") + table + body


P3 = profile((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189),
             (0.15710, 0.06657, 0.78407), 2.2)
ADOBE = profile((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087),
                (0.14919, 0.06322, 0.74457), 2.19921875)


def images():
    """By mode, what Pillow writes."""
    rgba = Image.merge("RGBA", [Image.frombytes("L", SIZE, bytes(plane(f)))
                                for f in (across, down, aslant, lambda x, y: (x + y) % 9 / 8)])
    rgb = rgba.convert("RGB")
    grey, alpha = rgb.convert("L"), rgba.getchannel("A")
    return {"RGBA": rgba, "RGB": rgb, "L": grey, "LA": Image.merge("LA", (grey, alpha)),
            "P": rgb.quantize(60), "1": grey.convert("1")}


def turned(folder, rgb):
    """Orientations 1 to 8, in each of the kinds that have them."""
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x112] = orientation
        for kind, options in (("jpg", {"quality": 95}), ("png", {}), ("webp", {"lossless": True})):
            rgb.save(f"{folder}/turned{orientation}~1.{kind}", exif=exif.tobytes(), **options)
        rgb.save(f"{folder}/turned{orientation}~0.tif", tiffinfo={0x112: orientation})


def pages(folder, rgb):
    """The first of three is the picture."""
    others = [ImageOps.invert(rgb), rgb.transpose(Image.Transpose.ROTATE_180)]
    for name, options in (("pages~0.tif", {}), ("pages~1.gif", {}), ("pages~0.png", {}),
                          ("pages~1.webp", {"lossless": True})):
        rgb.save(f"{folder}/{name}", save_all=True, append_images=others, **options)


def profiles(folder, rgb):
    for name, icc in (("p3", P3), ("adobe", ADOBE)):
        for kind, options in (("jpg", {"quality": 95}), ("png", {}), ("tif", {}),
                              ("webp", {"lossless": True})):
            rgb.save(f"{folder}/{name}~2.{kind}", icc_profile=icc, **options)
        # Through libvips, as it has alpha or is interlaced.
        images()["RGBA"].save(f"{folder}/{name}_alpha~2.png", icc_profile=icc)


def by_pillow(folder):
    all_modes = images()
    for mode, image in all_modes.items():
        image.save(f"{folder}/{mode}~1.png")
        image.save(f"{folder}/{mode}~1.tif")
        image.save(f"{folder}/{mode}_lzw~1.tif", compression="tiff_lzw")
        image.save(f"{folder}/{mode}_deflate~1.tif", compression="tiff_adobe_deflate")
    for mode in ("RGB", "L"):
        all_modes[mode].save(f"{folder}/{mode}~1.jpg", quality=95)
        all_modes[mode].save(f"{folder}/{mode}_progressive~1.jpg", progressive=True)
        all_modes[mode].save(f"{folder}/{mode}_444~1.jpg", subsampling=0)
    for mode in ("RGB", "RGBA"):
        all_modes[mode].save(f"{folder}/{mode}~1.webp", lossless=True, exact=True)
        all_modes[mode].save(f"{folder}/{mode}_lossy~1.webp", quality=90)
    all_modes["1"].save(f"{folder}/fax~0.tif", compression="group4")
    all_modes["P"].save(f"{folder}/P~0.gif")
    all_modes["L"].save(f"{folder}/L~0.gif")
    all_modes["P"].save(f"{folder}/hole~0.gif", transparency=7)
    all_modes["P"].save(f"{folder}/hole~0.png", transparency=7)
    all_modes["P"].save(f"{folder}/veil~1.png", transparency=bytes(range(0, 240, 4)))
    for mode in ("RGB",):
        all_modes[mode].save(f"{folder}/{mode}~0.bmp")
    turned(folder, all_modes["RGB"])
    pages(folder, all_modes["RGB"])
    profiles(folder, all_modes["RGB"])
    for size in ((1, 1), (1, 10000), (10000, 1), (1, 7), (7, 1)):
        line = Image.linear_gradient("L").resize(size)
        for kind in ("png", "gif", "tif", "jpg", "webp"):
            line.convert("RGB").save(f"{folder}/side{size[0]}x{size[1]}~2.{kind}", lossless=True)


def by_hand(folder):
    files = {}
    for bits in (1, 2, 4, 8, 16):
        files[f"grey{bits}~1.png"] = png(0, bits, [aslant])
    for name, kind, functions in (("rgb", 2, [across, down, aslant]),
                                  ("greyalpha", 4, [across, aslant]),
                                  ("rgba", 6, [across, down, aslant, aslant])):
        files[f"{name}16~1.png"] = png(kind, 16, functions)
    for order, suffix in (("<", "le"), (">", "be")):
        files[f"grey16{suffix}~1.tif"] = tiff(1, 16, [aslant], order=order)
        files[f"rgb16{suffix}~1.tif"] = tiff(2, 16, [across, down, aslant], order=order)
    files["white_is_zero1~0.tif"] = tiff(0, 1, [blocks])
    files["black_is_zero1~0.tif"] = tiff(1, 1, [blocks])
    files["white_is_zero8~0.tif"] = tiff(0, 8, [aslant])
    files["palette8~0.tif"] = tiff(3, 8, [aslant], palette=[
        (i * step) % 256 * 257 for step in (1, 3, 7) for i in range(256)])
    files["alpha~1.tif"] = tiff(2, 8, [across, down, aslant, aslant], alpha=2)
    for name, data in files.items():
        with open(f"{folder}/{name}", "wb") as file:
            file.write(data)


def reference(path):
    """RGBA: what Pillow makes of it."""
    image = Image.open(path)
    icc = image.info.get("icc_profile")
    image.load()
    if image.format != "TIFF":  # which Pillow turns as it loads
        image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # 16 bits
        image = Image.frombytes("L", image.size, bytes(value >> 8 for value in image.getdata()))
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    image = image.convert("RGBA" if has_alpha else "RGB")
    if icc:
        alpha = image.convert("RGBA").getchannel("A")
        image = ImageCms.profileToProfile(
            image.convert("RGB"), ImageCms.ImageCmsProfile(io.BytesIO(icc)),
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC)
        image.putalpha(alpha)
    return image.convert("RGBA")


def over_white(rgba):
    white = Image.new("RGBA", rgba.size, "white")
    return Image.alpha_composite(white, rgba).convert("RGB")


def viewed(rgba, view):
    if view in (None, "rgba"):
        return rgba
    width, height = rgba.size
    if view == "cut":
        left, top = width // 4, height // 3
        return rgba.crop((left, top, left + (width + 1) // 2, top + (height + 2) // 3))
    if view == "small":
        return rgba.resize((20, 12), Image.Resampling.LANCZOS)
    return over_white(rgba).convert("L" if view == "grey" else "RGB").convert("RGBA")


def distance(path, decoded, view):
    wanted, given = viewed(reference(path), view), Image.open(decoded)
    if wanted.size != given.size:
        return f"{given.size} instead of {wanted.size}"
    if given.mode in ("RGBA", "LA"):  # colours that cannot be seen may be any
        channels = ImageChops.difference(wanted.getchannel("A"), given.getchannel("A")).getextrema()
        if channels[1] > (8 if view == "small" else 1):
            return f"alpha is {channels[1]} apart"
    difference = ImageChops.difference(over_white(wanted), over_white(given.convert("RGBA")))
    if view == "small":  # libvips rounds more often; what it does at sides shows in few pixels
        return max(ImageStat.Stat(difference).rms)
    return max(high for low, high in difference.getextrema())


def inks(folder):
    """JPEGs of inks, and TIFFs of the inks that Pillow decodes them to."""
    cmyk = Image.merge("CMYK", [Image.frombytes("L", (64, 64), bytes(
        255 * (x // 16 + y // 16 * 4 >> band & 1) for y in range(64) for x in range(64)))
        for band in range(4)])
    cmyk.save(f"{folder}/cmyk.jpg", quality=98)
    with open(f"{folder}/cmyk.jpg", "rb") as file:
        data = bytearray(file.read())
    data[data.index(b"Adobe") + 11] = 2  # the same numbers as Y, Cb, Cr and K
    with open(f"{folder}/ycck.jpg", "wb") as file:
        file.write(data)
    for name in ("cmyk", "ycck"):
        Image.open(f"{folder}/{name}.jpg").save(f"{folder}/{name}.tif")


def compare_inks(folder):
    """The JPEGs look as the TIFFs do; without ink lies white, and all inks are nearly black."""
    wrong = 0
    for name in ("cmyk", "ycck"):
        jpeg, tiff = (Image.open(f"{folder}/{name}.{kind}.png") for kind in ("jpg", "tif"))
        apart = max(high for low, high in ImageChops.difference(jpeg, tiff).getextrema())
        if apart > 2:
            print(f"{name}.jpg: {apart} apart from the inks in a TIFF")
            wrong += 1
    cells = [Image.open(f"{folder}/cmyk.jpg.png").convert("RGB").getpixel((x, y))
             for y in (8, 56) for x in (8, 24, 40, 56)]
    paper, cyan, magenta, black = cells[0], cells[1], cells[2], cells[7]
    if min(paper) < 250 or max(black) > 60 or cyan[0] > min(cyan[1:]) or magenta[1] > magenta[0]:
        print(f"inks look wrong: {paper}, {cyan}, {magenta}, {black}")
        wrong += 1
    return 1 if wrong else 0


def compare(pictures, folder, view=None):
    wrong = 0
    paths = sorted(glob.glob(pictures + "/*"))
    for path in paths:
        name = os.path.basename(path)
        allowed = int(name.rsplit("~", 1)[1].split(".")[0])
        if view == "small":
            allowed = 10 if name.startswith("grey1~") else 6
        found = glob.glob(glob.escape(f"{folder}/{name}") + ".*")
        if name.endswith((".png", ".bmp")) and not found:
            found = glob.glob(glob.escape(f"{folder}/{name}"))
        apart = distance(path, found[0], view) if found else "missing"
        if isinstance(apart, str) or apart > allowed:
            print(f"{name}: {apart} apart, {allowed} allowed")
            wrong += 1
    print(f"{len(paths)} pictures, {wrong} wrong")
    return 1 if wrong or len(paths) < 100 else 0


def main():
    if sys.argv[1] == "make":
        by_pillow(sys.argv[2])
        by_hand(sys.argv[2])
        return 0
    if sys.argv[1] == "make-inks":
        return inks(sys.argv[2])
    if sys.argv[1] == "compare-inks":
        return compare_inks(sys.argv[2])
    return compare(*sys.argv[2:])


sys.exit(main())
