"""Bonds: which processes are told of the end of which, or end with it.

Each of two processes notes the other. The record of a process's bonds is written by all that bind
themselves to it, and by its end, so that a member that begins to watch it and one that ends it
exclude each other.

Changed by: perdure.image.processes.bonds.
"""

from __future__ import annotations

from perdure.image.schema.lines import Line
from perdure.image.schema.meeting import Meeting


class Bonds(Meeting):
    """The bonds of one process."""

    __module__ = "perdure.image"
    FIELDS = ("traps",)
    LINES = ("watchers", "watched", "links")
    __slots__ = (*FIELDS, *LINES)

    traps: bool  #: whether it is told of the ends of those it is linked with, and lives
    watchers: Line  #: number of a monitor -> pid of the process that is told of its end
    watched: Line  #: number of a monitor -> pid of a process of whose end it is told
    links: Line  #: pid -> pid of those that it is linked with

    def __init__(self) -> None:
        self.traps = False
        self.watchers, self.watched, self.links = Line(), Line(), Line()
