# SPDX-License-Identifier: Apache-2.0
"""Standard methods whose work grows faster than their input."""
from project import Project
from suite import Sampler, at_most, expect, row


@row("methods.near-duplicates", "s",
     "near_duplicates of 1,000,000 hashes, within 4 bits, the whole job", "", at_most(60))
def _(bench):
    count = bench.counts["hashes"]
    project = Project(bench, "near", "near", ["write_hashes.cpp"])
    jobs = []

    def accel():
        for job in jobs:
            project.forget(job)
        job = project.build(count, 4).job("near_duplicates")
        jobs[:] = [job["job"]]
        return project.read(job["job"], "post.json")["seconds"]["total"]

    def check():
        result = project.read(jobs[0], "result.json")
        least = count // 16 * 6  # in each cluster, hashes with 0+1, 0+2, 0+3, 0+4, 1+2, 1+3 changes
        expect(result["pairs"] >= least, f"{result['pairs']} pairs, not {least} or more")

    return Sampler(accel, check=check)
