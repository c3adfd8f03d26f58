"""A monitor's table: which processes are on it, its columns, what they say.

`perdure top` shows it on a screen or line by line, the REPL's `,top` once. What an image tells is
plain data (perdure.image.Sample); here it becomes texts, and speeds from two samples.

Read by: perdure.repl.commands.top, perdure.repl.fullscreen, perdure.repl.interaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from perdure.image import (
    COUNTED,
    ORDERS,
    Counts,
    Image,
    ImageError,
    MemberInfo,
    QueueInfo,
    Sample,
    Sampled,
    Timer,
)
from perdure.repl.cells import cut, width_of
from perdure.repl.wording import duration_text, local_time, utc_text
from perdure.vm.dataclass import dataclass
from perdure.vm.texts import visible

STATES: Final = ("ready", "waiting", "parked", "done", "failed", "cancelled")
#: By which the rows of a page are sorted; "" as they come.
SORTS: Final = ("", "steps", "size", "name", "state", "age")
TIMERS = 100  #: timers of a page
ROWS = 40  #: processes of a text, unless it is told how many
PIPED = 200  #: cells of a line that goes through a pipe


@dataclass(frozen=True, slots=True)
class Wanted:
    """The processes that are asked for, and their order."""

    order: str = ORDERS[0]
    state: str | None = None
    name: str | None = None
    labels: tuple[tuple[str, str], ...] = ()
    sort: str = ""

    def text(self) -> str:
        """As it is typed."""
        parts = [self.state or "", *(f"{name}={value}" for name, value in self.labels)]
        if self.name is not None:
            parts.insert(1, f"name={self.name}" if self.name in (*STATES, *ORDERS) else self.name)
        return " ".join(filter(None, parts))


def wanted_from(text: str, order: str = ORDERS[0], sort: str = "") -> Wanted:
    """A filter as it is typed: a state, an order, a name, and labels as NAME=VALUE. ImageError."""
    state, name, labels = None, None, []
    for word in text.split():
        key, equals, value = word.partition("=")
        if word in STATES and state is None:
            state = word
        elif word in ORDERS:
            order = word
        elif not equals or key == "name":
            if name is not None:
                raise ImageError(f"a process has one name, not {name} and {value or word}")
            name = value if equals else word
        elif not (key and value):
            raise ImageError(f"{word!r} is no label with its value: shop=tea")
        else:
            labels.append((key, value))
    return Wanted(order, state, name, tuple(labels), sort)


def sample_of(image: Image, wanted: Wanted, limit: int, start: Any = None) -> Sample:
    """A page of the processes that are wanted."""
    return image.sample(
        order=wanted.order,
        state=wanted.state,
        name=wanted.name,
        label=dict(wanted.labels),
        start=start,
        limit=limit,
    )


class Speeds:
    """Steps a second of each process, between this sample and the one before."""

    def __init__(self) -> None:
        self._before: dict[int, tuple[float, int]] = {}
        self._now: dict[int, tuple[float, int]] = {}
        self._known: dict[int, float] = {}

    def see(self, sample: Sample) -> None:
        """Another sample has come."""
        self._before, self._now, known = self._now, {}, {}
        for row in sample.rows:
            pid, steps = row.process.pid, row.process.steps
            self._now[pid] = (sample.moment, steps)
            before = self._before.get(pid)
            if before is not None and sample.moment > before[0]:
                known[pid] = max(0.0, (steps - before[1]) / (sample.moment - before[0]))
        self._known = known

    def of(self, pid: int) -> float | None:
        """None: it was not in the sample before."""
        return self._known.get(pid)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how wide it is, at least and at most, and what is left out first."""

    heading: str
    least: int
    most: int
    is_right: bool
    weight: int  #: columns with the greatest are left out first


COLUMNS: Final = (
    Column("PID", 3, 12, True, 0),
    Column("NAME", 6, 24, False, 2),
    Column("STATE", 5, 9, False, 0),
    Column("WAITS FOR", 9, 60, False, 1),
    Column("UNTIL", 5, 19, False, 3),
    Column("AGE", 3, 8, True, 4),
    Column("STEPS/S", 7, 9, True, 3),
    Column("BYTES", 5, 9, True, 5),
)


def rows_of(sample: Sample, speeds: Speeds, sort: str = "") -> list[tuple[int, tuple[str, ...]]]:
    """The pid of each row and its cells, in the order of COLUMNS."""
    rows = sample.rows
    if sort == "steps":
        rows = sorted(rows, key=lambda row: -(speeds.of(row.process.pid) or 0.0))
    elif sort == "size":
        rows = sorted(rows, key=lambda row: -row.bytes)
    elif sort == "age":
        rows = sorted(rows, key=lambda row: row.process.created)
    elif sort:
        rows = sorted(rows, key=lambda row: str(getattr(row.process, sort)))
    return [(row.process.pid, _cells(row, sample.moment, speeds)) for row in rows]


def _cells(row: Sampled, now: float, speeds: Speeds) -> tuple[str, ...]:
    process, speed = row.process, speeds.of(row.process.pid)
    others = [name for name in process.registered if name != process.name]
    return tuple(
        map(
            visible,
            (
                str(process.pid),
                f"{process.name} ({', '.join(others)})" if others else process.name,
                process.state,
                process.waits_for or "-",
                "-" if process.until is None else moment_text(process.until, now),
                duration_text(max(0.0, now - process.created)),
                "-" if speed is None else f"{speed:,.1f}" if speed < 100 else f"{speed:,.0f}",
                f"{row.bytes:,}",
            ),
        )
    )


def moment_text(moment: float, now: float) -> str:
    """The time of a moment, and its day where that is not today's."""
    told = local_time(moment)
    is_today = datetime.fromtimestamp(moment).date() == datetime.fromtimestamp(now).date()
    return told.split(" ")[1] if is_today else told


def table_lines(columns: Sequence[Column], rows: Sequence[Sequence[str]], cells: int) -> list[str]:
    """The headings and the rows, one line each, no wider than that."""
    shown = sorted(range(len(columns)), key=lambda n: (columns[n].weight, n))
    table = [tuple(column.heading for column in columns), *rows]
    widths = {n: min(columns[n].most, max(width_of(row[n]) for row in table)) for n in shown}
    while len(shown) > 2 and sum(min(widths[n], columns[n].least) + 2 for n in shown) - 2 > cells:
        shown.pop()
    shown.sort()
    over = sum(widths[n] + 2 for n in shown) - 2 - cells
    while over > 0:
        widest = max(shown, key=lambda n: widths[n] - columns[n].least)
        if widths[widest] <= columns[widest].least:
            break
        widths[widest] -= 1
        over -= 1
    lines = []
    for row in table:
        parts = []
        for n in shown:
            text = cut(row[n], widths[n])
            blanks = " " * (widths[n] - width_of(text))
            parts.append(blanks + text if columns[n].is_right else text + blanks)
        lines.append(cut("  ".join(parts).rstrip(), cells))
    return lines


def counts_text(counts: Counts) -> str:
    """`12 alive (3 active, 4 sleeping), 10000+ done, 1 failed, 0 cancelled`."""

    def told(number: int) -> str:
        return f"{number}+" if number >= COUNTED else str(number)

    return (
        f"{told(counts.alive)} alive ({told(counts.active)} active, {told(counts.sleeping)} "
        f"sleeping), {told(counts.done)} done, {told(counts.failed)} failed, "
        f"{told(counts.cancelled)} cancelled"
    )


def text_lines(image: Image, wanted: Wanted, limit: int, speeds: Speeds, cells: int) -> list[str]:
    """The table as text: how many there are, and the first page."""
    sample = sample_of(image, wanted, limit)
    speeds.see(sample)
    rows = [cells_of for _, cells_of in rows_of(sample, speeds, wanted.sort)]
    lines = [counts_text(image.counts())]
    lines += table_lines(COLUMNS, rows, cells) if rows else ["no processes"]
    return [*lines, "... more"] if sample.next is not None else lines


TIMER_COLUMNS: Final = (
    Column("DUE", 8, 19, False, 0),
    Column("IN", 3, 8, True, 2),
    Column("PID", 3, 12, True, 0),
    Column("NAME", 6, 24, False, 1),
    Column("WAITS FOR", 9, 60, False, 1),
)


def timer_rows(timers: Sequence[Timer], now: float) -> list[tuple[int, tuple[str, ...]]]:
    return [
        (
            each.pid,
            (
                moment_text(each.due, now),
                duration_text(max(0.0, each.due - now)),
                str(each.pid),
                visible(each.name),
                visible(each.waits_for),
            ),
        )
        for each in timers
    ]


QUEUE_COLUMNS: Final = (
    Column("NAME", 6, 40, False, 0),
    Column("WAITING", 7, 9, True, 0),
    Column("DELAYED", 7, 9, True, 1),
    Column("RUNNING", 7, 9, True, 0),
)


def queue_rows(queues: Sequence[QueueInfo]) -> list[tuple[int, tuple[str, ...]]]:
    return [
        (0, (visible(each.name), *map(str, (each.waiting, each.delayed, each.running))))
        for each in queues
    ]


MEMBER_COLUMNS: Final = (
    Column("MEMBER", 10, 40, False, 0),
    Column("DOES", 5, 12, False, 0),
    Column("BEAT", 4, 8, True, 1),
    Column("SHARDS", 6, 6, True, 3),
    Column("ACTIVE", 6, 7, True, 0),
    Column("SLEEPING", 8, 8, True, 2),
)


def member_rows(members: Sequence[MemberInfo], now: float) -> list[tuple[int, tuple[str, ...]]]:
    return [
        (
            0,
            (
                visible(each.name) + (" (here)" if each.is_here else ""),
                doing(each),
                duration_text(max(0.0, now - each.beat)),
                str(each.shards),
                str(each.active),
                str(each.sleeping),
            ),
        )
        for each in members
    ]


def doing(member: MemberInfo) -> str:
    """One word for it."""
    if member.has_ended:
        return "has ended"
    if member.is_lent:
        return "looks on"
    if not member.is_worker:
        return "drives some"
    return "wants work" if member.wants_work else "works"


def sample_object(sample: Sample, counts: Counts, speeds: Speeds, image: Image) -> dict[str, Any]:
    """All of it for programs."""
    speeds.see(sample)
    return {
        "moment": utc_text(sample.moment),
        "counts": asdict(counts),
        "processes": [
            {
                "pid": row.process.pid,
                "name": row.process.name,
                "state": row.process.state,
                "waits_for": row.process.waits_for or None,
                "until": None if row.process.until is None else utc_text(row.process.until),
                "age": round(max(0.0, sample.moment - row.process.created), 3),
                "steps": row.process.steps,
                "steps_per_second": speeds.of(row.process.pid),
                "bytes": row.bytes,
                "labels": row.process.labels,
            }
            for row in sample.rows
        ],
        "timers": [
            {"due": utc_text(each.due), "pid": each.pid, "name": each.name}
            for each in image.timers(TIMERS)
        ],
        "queues": [asdict(each) for each in image.queues()],
        "members": [asdict(each) for each in image.members()],
    }
