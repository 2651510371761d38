# SPDX-License-Identifier: Apache-2.0
"""What the benchmark's rows are made of, and how one is measured.

A row is a function with @row, in one of the files of rows/. It sets things up (not measured) and
returns a Sampler: two functions that each do the work once and return one figure in the row's unit,
and one that looks at what both made. They are called in turns: accel, peer, accel, peer ...; the
row's ratio is the median of each pair's accel / peer. The processor time of each side's processes
is noted too: it says more than the clock where others use the machine.
"""
import os
import resource
import statistics
import sys
from dataclasses import dataclass
from typing import Callable, Optional

ROWS = []


class Failed(Exception):
    """A row could not be measured, or what was made is not as it should be."""


@dataclass
class Goal:
    what: str  # "ratio", or "figure": accel's own
    least: Optional[float] = None
    most: Optional[float] = None

    def text(self):
        bound = f">= {self.least:g}" if self.most is None else f"<= {self.most:g}"
        return bound + (" x" if self.what == "ratio" else "")

    def is_met(self, figure, ratio):
        value = ratio if self.what == "ratio" else figure
        return value >= self.least if self.most is None else value <= self.most


def ratio_at_least(least):
    return Goal("ratio", least=least)


def ratio_at_most(most):
    return Goal("ratio", most=most)


def at_least(least):
    return Goal("figure", least=least)


def at_most(most):
    return Goal("figure", most=most)


@dataclass
class Sampler:
    accel: Callable[[], float]
    peer: Optional[Callable[[], float]] = None
    check: Callable[[], None] = lambda: None  # raises Failed; called once, after the last pair


@dataclass
class Row:
    name: str
    unit: str
    accel: str  # what accel did
    peer: str  # what the peer did; empty when there is none
    goal: Optional[Goal]
    large: bool  # takes many minutes: only with --large
    once: bool  # a count that does not vary: one measurement will do
    make: Callable


def row(name, unit, accel, peer="", goal=None, large=False, once=False):
    def register(make):
        ROWS.append(Row(name, unit, accel, peer, goal, large, once, make))
        return make

    return register


def expect(condition, message):
    if not condition:
        raise Failed(message)


def processor_seconds(who=resource.RUSAGE_CHILDREN):
    """Of all processes that this one has started and that have ended, and of theirs."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def machine_seconds():
    """Processor time that anybody has used, and that there was."""
    with open("/proc/stat", encoding="utf-8") as file:
        ticks = [int(word) for word in file.readline().split()[1:9]]
    second = os.sysconf("SC_CLK_TCK")
    return (sum(ticks) - ticks[3] - ticks[4]) / second, sum(ticks) / second


class Others:
    """How much of the machine other processes use, from here on."""

    def __init__(self):
        self.start = self.now()

    @staticmethod
    def now():
        used, there = machine_seconds()
        return used - processor_seconds() - processor_seconds(resource.RUSAGE_SELF), there

    def share(self):
        used, there = (now - start for now, start in zip(self.now(), self.start))
        return max(0.0, used / there) if there > 0 else 0.0


def sample(function):
    """The figure, and the processor seconds that went into it."""
    os.sync()  # what others left unwritten must not be written within the measurement
    before = processor_seconds()
    figure = function()
    return figure, processor_seconds() - before


def median_ratio(pairs):
    ratios = [a / b for a, b in pairs if b > 0]
    return statistics.median(ratios) if ratios else None


def measure(row, bench):
    """The row as it stands in the JSON file."""
    sampler = row.make(bench)
    accel, peer = [], []
    others = Others()
    for _ in range(1 if row.once else bench.pairs):
        accel.append(sample(sampler.accel))
        if sampler.peer:
            peer.append(sample(sampler.peer))
    share_of_others = others.share()
    sampler.check()
    figures = [figure for figure, _ in accel], [figure for figure, _ in peer]
    processor = [seconds for _, seconds in accel], [seconds for _, seconds in peer]
    figure, ratio = statistics.median(figures[0]), median_ratio(zip(*figures))
    return {
        "name": row.name,
        "unit": row.unit,
        "accel": figure,
        "peer": statistics.median(figures[1]) if peer else None,
        "ratio": ratio,
        "processor_ratio": median_ratio(zip(*processor)),
        "others": share_of_others,
        "goal": row.goal.text() if row.goal else None,
        "met": row.goal.is_met(figure, ratio) if row.goal else None,
        "accel_did": row.accel,
        "peer_did": row.peer or None,
        "samples": {
            "accel": figures[0],
            "peer": figures[1],
            "accel_processor_seconds": processor[0],
            "peer_processor_seconds": processor[1],
        },
    }


def tell(text):
    """Progress: what is being done."""
    print(text, file=sys.stderr, flush=True)
