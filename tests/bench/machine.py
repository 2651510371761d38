# SPDX-License-Identifier: Apache-2.0
"""The machine and the versions of everything that was measured."""
import os
import re
import subprocess


def said(*command, folder=None):
    """The first line that a command prints; empty when it is not there."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    except FileNotFoundError:
        return ""
    return (done.stdout or done.stderr).split("\n")[0].strip()


def in_file(path, pattern):
    with open(path, encoding="utf-8") as file:
        match = re.search(pattern, file.read(), re.MULTILINE)
    return match.group(1) if match else ""


def package(name):
    return said("dpkg-query", "-W", "-f", "${Version}", name)


def describe(bench):
    here = os.path.dirname(os.path.abspath(__file__))
    sharp = "const v = require('sharp').versions; console.log(v.sharp + ', libvips ' + v.vips)"
    return {
        "cores": len(os.sched_getaffinity(0)),
        "cpu": in_file("/proc/cpuinfo", r"^model name\s*: (.*)$"),
        "memory_mb": int(in_file("/proc/meminfo", r"^MemTotal:\s*(\d+)")) // 1024,
        "kernel": os.uname().release,
        "system": in_file("/etc/os-release", r'^PRETTY_NAME="(.*)"'),
        "file_system": said("stat", "-f", "-c", "%T", bench.folder),
        "load_before": os.getloadavg()[0],
        "versions": {
            "accel": said(bench.accel, "--version"),
            "commit": said("git", "describe", "--always", "--dirty", folder=here),
            "g++": said("g++", "-dumpfullversion"),
            "pillow": package("python3-pil"),
            "libjpeg-turbo": package("libjpeg62-turbo"),
            "libvips": said("vips", "--version"),
            "node": said("node", "--version"),
            "sharp": said("node", "-e", sharp, folder=f"{bench.folder}/node"),
        },
    }


def summary(about):
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    return (f"{about['cores']} cores, {about['cpu']}, {about['memory_mb']} MB, {about['system']}, "
            f"Linux {about['kernel']}, {about['file_system']}, "
            f"load {about['load_before']:.1f} before\n{versions}")
