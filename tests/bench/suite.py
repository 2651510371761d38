# SPDX-License-Identifier: Apache-2.0
"""What the benchmark's rows are made of, and how one is measured.

A row is a function with @row, in one of the files of rows/. It sets things up (not measured) and
returns a Sampler: two functions that each do the work once and return one figure in the row's unit,
and one that looks at what both made. They are called in turns: accel, peer, accel, peer ...; the
row's ratio is the median of each pair's accel / peer.
"""
import os
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
    large: bool  # takes minutes: only with --large
    make: Callable


def row(name, unit, accel, peer="", goal=None, large=False):
    def register(make):
        ROWS.append(Row(name, unit, accel, peer, goal, large, make))
        return make

    return register


def expect(condition, message):
    if not condition:
        raise Failed(message)


def sample(function):
    # What others left unwritten must not be written within the measurement.
    os.sync()
    return function()


def measure(row, bench):
    """The row as it stands in the JSON file."""
    sampler = row.make(bench)
    accel, peer = [], []
    for _ in range(bench.pairs):
        accel.append(sample(sampler.accel))
        if sampler.peer:
            peer.append(sample(sampler.peer))
    sampler.check()
    ratios = [a / p for a, p in zip(accel, peer)]
    figure = statistics.median(accel)
    ratio = statistics.median(ratios) if ratios else None
    return {
        "name": row.name,
        "unit": row.unit,
        "accel": figure,
        "peer": statistics.median(peer) if peer else None,
        "ratio": ratio,
        "goal": row.goal.text() if row.goal else None,
        "met": row.goal.is_met(figure, ratio) if row.goal else None,
        "accel_did": row.accel,
        "peer_did": row.peer or None,
        "samples": {"accel": accel, "peer": peer, "ratios": ratios},
    }


def tell(text):
    """Progress: what is being done."""
    print(text, file=sys.stderr, flush=True)
