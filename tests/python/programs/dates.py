"""datetime, calendar and zoneinfo arithmetic; values kept over waits; a clock that goes on."""

import calendar
import time
from datetime import date, datetime, time as clock, timedelta, timezone

from stopping import stop

day = date(2024, 2, 28)
for _ in range(3):
    print(day, day.strftime("%a"), day.isocalendar()[1], end="; ")
    stop()
    day += timedelta(days=1)
print()
start = datetime(2026, 1, 31, 23, 59, 30, tzinfo=timezone.utc)
later = start + timedelta(seconds=stop(45), hours=1)
print(later, later - start, later > start, (later - start) / 2, later.isoformat())
east = timezone(timedelta(hours=5, minutes=30), "east")
print(later.astimezone(east), later.astimezone(east) == later, east.utcoffset(None), east)
print(
    datetime.fromisoformat("2026-03-04T05:06:07+02:00").astimezone(timezone.utc),
    clock(8, 30).replace(minute=stop(5)),
)
print(
    datetime.strptime("04.03.2026 17:05", "%d.%m.%Y %H:%M"), date.fromordinal(738000), date.min.year
)


def next_workday(d):
    d += timedelta(days=1)
    while stop(d.weekday()) >= 5:
        d += timedelta(days=1)
    return d


def months(first, n):
    year, month = first.year, first.month
    for _ in range(n):
        last = calendar.monthrange(year, month)[1]
        yield stop(date(year, month, last))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


print(next_workday(date(2026, 1, 2)), [str(d) for d in months(date(2023, 12, 1), 3)])
print(
    sorted([date(2026, 2, 1), date(2025, 3, 1)]),
    max(timedelta(1), timedelta(hours=30)),
    timedelta(minutes=90),
)
print(
    timedelta(days=-1, seconds=5),
    abs(timedelta(-1)),
    timedelta(days=3) // timedelta(hours=5),
    divmod(timedelta(1), timedelta(hours=7)),
)
before = datetime.now(timezone.utc)
monotonic = time.monotonic()
stop()
time.sleep(0)
print(
    datetime.now(timezone.utc) >= before, time.time() > 1_700_000_000, time.monotonic() >= monotonic
)
print(
    time.strftime("%Y-%m-%d", time.gmtime(stop(86400 * 365))),
    calendar.isleap(2024),
    time.gmtime(0)[:6],
)


class Deadline:
    def __init__(self, at):
        self.at = at

    def left(self, now):
        return max(self.at - stop(now), timedelta())

    def __str__(self):
        return f"{self.at:%H:%M}"


deadline = Deadline(start)
print(deadline, deadline.left(start - timedelta(minutes=5)), deadline.left(later))
