# SPDX-License-Identifier: Apache-2.0
"""The system calls of a build and of all its processes, by strace."""
import subprocess

from suite import expect


def trace(project, calls, *args):
    """What strace prints about these calls of `accel build build.cpp -- ARGS`."""
    out = project.path("strace.txt")
    strace = ["strace", "-f", "-s", "4096", "-o", out, "-e", f"trace={calls}"]
    done = subprocess.run(
        strace + project.command(*args), cwd=project.folder, capture_output=True, text=True
    )
    expect(done.returncode == 0, f"strace of accel build ended so: {done.stderr}")
    with open(out, encoding="utf-8", errors="replace") as file:
        return file.read()
