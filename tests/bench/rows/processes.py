# SPDX-License-Identifier: Apache-2.0
"""What a person waits for between an edit and the first job, and which libraries processes load."""
import re
import time

from corpus import corpus
from project import Project, source
from suite import Sampler, at_most, expect, row
from thumbnailing import Task
from tracing import trace

# How strace shows a library that is opened.
LIBVIPS = r"/(lib(?:accel_)?vips[^/\"]*)\""
IMAGE_LIBRARIES = (r"/(lib(?:accel_image|accel_vips|vips|jpeg|turbojpeg|zimg|webp|png|tiff|heif)"
                   r"[^/\"]*\.so[^/\"]*)\"")


def edit_row(name, file, what, method, goal):
    @row(name, "s", what, "", at_most(goal))
    def _(bench):
        folder = corpus(bench.folder, "tiny", 1000)
        project = Project(bench, name, "edited", ["started.cpp", "edited.cpp"])
        text = {"build.cpp": source("scripts/edited.cpp"),
                "methods/edited.cpp": source("methods/edited.cpp")}

        def edit(changed):
            project.write(changed, text[changed].replace("EDIT", f"{time.time_ns()}"))

        edit("build.cpp")
        edit("methods/edited.cpp")
        project.build(f"{folder}/000000?.jpg")

        def accel():
            saved = time.time_ns()
            edit(file)
            job = project.build(f"{folder}/000000?.jpg").job(method)
            seconds = (project.read(job["job"], "result.json") - saved) / 1e9
            expect(seconds > 0, "the job ran before the edit")
            return seconds

        return Sampler(accel)


edit_row("edit.script", "build.cpp",
         "a literal in a script of five builds is edited, until the first job that it changes runs",
         "started", 0.6)
edit_row("edit.method", "methods/edited.cpp",
         "a literal in a method that makes thumbnails is edited, until its prepare() runs",
         "edited", 0.9)


def libraries_row(name, what, is_made, pattern):
    @row(name, "libraries", what, "", at_most(0), once=True)
    def _(bench):
        task = Task(bench, "web", (200, 200))
        project = Project(bench, name, "thumbs")
        arguments = ["all", f"{task.folder}/*", "jpeg", *task.box]
        project.build(*arguments)

        def accel():
            if is_made:
                project.forget_jobs()
            said = trace(project, "openat,open", *arguments)
            opened = [line for line in said.splitlines() if " = -1 " not in line]
            expect(any("libaccel.so" in line for line in opened), "strace has not seen libaccel.so")
            return len({name for line in opened for name in re.findall(pattern, line)})

        return Sampler(accel)


libraries_row("startup.libvips", "files of libvips opened by any process of the four jobs, JPEGs, "
              "all made (strace)", True, LIBVIPS)
libraries_row("startup.nothing-to-do", "image libraries opened by any process of the four jobs, "
              "all reused (strace)", False, IMAGE_LIBRARIES)
