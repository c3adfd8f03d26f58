"""The lanes and turns of a queue: which may have one more, and the books that are kept of that.

Nothing here looks at what processes wait for. Each function that changes a queue leaves its line as
it must be; turns are given by perdure.image.processes.waits.job.

Reads: perdure.image.schema.queues. Read by: perdure.image.processes.waits.job.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

from perdure.image.errors import UNREADABLE
from perdure.image.schema.indices import is_empty
from perdure.image.schema.lines import Line
from perdure.image.schema.queues import JobQueue, Lane, Rate
from perdure.image.schema.root import ImageRoot


def count_turn(queue: JobQueue, lane: Lane, key: str, pid: int, shard: int, now: float) -> None:
    """The job of that process has a turn, and was put into that shard."""
    queue.turns += 1
    queue.counts[shard] = queue.counts.get(shard, 0) + 1
    queue.running[pid] = (key, shard)
    lane.running += 1
    limits = queue.limits
    if limits.rate is not None:
        note_start(queue.starts, limits.rate, now)
    if limits.key_rate is not None and key:
        note_start(lane.starts, limits.key_rate, now)
    queue.changed()
    setattr(lane, "_p_changed", True)  # noqa: B010  (mypy)


def forget(queue: JobQueue, pid: int) -> None:
    """Have that job's turn, and its id against doubles, free again."""
    dedup = queue.dedups.pop(pid, None)
    holder, until = queue.ids.get(dedup, (0, None)) if dedup is not None else (0, None)
    if holder == pid and (until is None or (until, dedup) not in queue.periods):
        del queue.ids[dedup]
    found = queue.running.pop(pid, None)
    if found is None:
        return
    key, shard = found
    queue.turns -= 1
    queue.counts[shard] -= 1
    if not queue.counts[shard]:
        del queue.counts[shard]
    queue.changed()
    lane = queue.lanes.get(key)
    if lane is not None:
        lane.running -= 1
        refresh(queue, key, queue.now)


def note_start(starts: Line, rate: Rate, now: float) -> None:
    while len(starts) >= rate[0]:
        starts.take(starts.first()[0])
    starts.append(now)


def is_free(queue: JobQueue, now: float) -> bool:
    """Whether one more may have a turn, as far as the whole queue goes."""
    limits = queue.limits
    if limits.limit is not None and queue.turns >= limits.limit:
        return False
    return limits.rate is None or next_start(queue.starts, limits.rate) <= now


def next_start(starts: Line, rate: Rate) -> float:
    """The moment from which a rate allows one more."""
    count, seconds = rate
    over = len(starts) - count
    if over < 0:
        return 0.0
    for place, (_, moment) in enumerate(starts.items()):
        if place == over:
            return float(moment + seconds)
    return 0.0


def may_start(queue: JobQueue, lane: Lane, key: str) -> bool:
    """Whether one more of the key may have a turn, as far as that goes."""
    limit = queue.limits.key_limit
    return not key or limit is None or lane.running < limit


def lane_of(queue: JobQueue, key: str) -> Lane:
    found: Lane | None = queue.lanes.get(key)
    if found is None:
        found = queue.lanes[key] = Lane()
    return found


def refresh(queue: JobQueue, key: str, now: float) -> None:
    """Have the lane's first in the line where it may have a turn, and the lane gone if empty."""
    lane: Lane = queue.lanes[key]
    rate = queue.limits.key_rate if key else None
    head = wake = None
    if not is_empty(lane.waiting) and may_start(queue, lane, key):
        start = 0.0 if rate is None else next_start(lane.starts, rate)
        if start <= now:
            head = lane.waiting.minKey()[:2]
        else:
            wake = start
    if rate is None:
        if lane.starts:
            lane.starts = Line()
    elif wake is None and lane.starts:
        over = lane.starts.last()[1] + rate[1]
        if over > now:
            wake = over  # to forget the lane, if nothing comes
        elif head is None:
            lane.starts = Line()
    if lane.head != head:
        if lane.head is not None:
            queue.line.remove((*lane.head, key))
        if head is not None:
            queue.line.insert((*head, key))
        lane.head = head
    if lane.wake != wake:
        if lane.wake is not None:
            queue.wakes.remove((lane.wake, key))
        if wake is not None:
            queue.wakes.insert((wake, key))
        lane.wake = wake
    queue.changed()
    if is_empty(lane.waiting) and not (lane.running or lane.starts):
        del queue.lanes[key]


def entrance_of(ledger: Any, queue: JobQueue) -> int:
    """The number of the shard in which jobs take their places: a worker's, else that at hand."""
    sharing = ledger.root.sharing if ledger.is_one_of_many else None
    workers = () if sharing is None else sharing.workers()
    places = sorted(
        member.home
        for member in workers
        if member.serves(queue.name) and member.home not in ledger.doubted
    )
    return places[crc32(queue.name.encode()) % len(places)] if places else int(ledger.number)


def place_for(ledger: Any, queue: JobQueue) -> int | None:
    """The number of the shard of a member that takes one more of its jobs; None: none does.

    Of several the one that has the fewest of this queue's. Where no worker has the image open, the
    member at hand takes one if it drives.
    """
    most = queue.limits.worker_limit
    own: int = ledger.number
    sharing = ledger.root.sharing if ledger.is_one_of_many else None
    workers = [] if sharing is None else list(sharing.workers())
    if sharing is None or not workers:
        serves = ledger.served is None or queue.name in ledger.served
        places = [own] if serves and ledger.is_driven else []
    else:
        places = [member.home for member in workers if member.serves(queue.name)]
        places = [home for home in places if home not in ledger.doubted] or places
    if not places or (len(places) == 1 and most is None):
        return places[0] if places else None
    has: dict[int, int] = {}
    for shard, count in (queue.counts if most is None else shards_of(ledger.root, queue)).items():
        home = shard
        if sharing is not None and shard in sharing.shards:
            holder = sharing.members.get(sharing.shards[shard].lease.holder)
            home = shard if holder is None else holder.home
        elif sharing is None:
            home = own
        has[home] = has.get(home, 0) + count
    least = min(places, key=lambda home: (has.get(home, 0), home != own))
    return None if most is not None and has.get(least, 0) >= most else least


def shards_of(root: ImageRoot, queue: JobQueue) -> dict[int, int]:
    """How many that have a turn are in each shard now: they may have been moved since."""
    found: dict[int, int] = {}
    for pid in queue.running:
        process = root.find_process(pid)
        if process is not None:
            found[process.shard] = found.get(process.shard, 0) + 1
    return found


def double_of(root: ImageRoot, queue: JobQueue, dedup: str, now: float) -> int | None:
    """The pid of the job that has that id; None where another may have it."""
    found = queue.ids.get(dedup)
    if found is None:
        return None
    pid, until = found
    if until is not None and until > now:
        return int(pid)
    process = root.find_process(pid)
    return None if process is None or process.has_ended else int(pid)


def note_id(queue: JobQueue, dedup: str, until: float | None, pid: int, now: float) -> None:
    queue.ids[dedup] = (pid, until)
    queue.dedups[pid] = dedup
    if until is not None:
        queue.periods.insert((until, dedup))
    for _ in range(2):  # more than come in
        if is_empty(queue.periods) or queue.periods.minKey()[0] > now:
            return
        over, old = queue.periods.minKey()
        queue.periods.remove((over, old))
        holder, still = queue.ids.get(old, (0, None))
        if still == over and holder not in queue.dedups:
            del queue.ids[old]  # else when that job ends


def recount(queue: JobQueue) -> None:
    """Have all numbers be those of the trees, and the line as it must be."""
    queue.turns = len(queue.running)
    queue.counts = {}
    queue.waiting = 0
    queue.line.clear()
    queue.wakes.clear()
    for lane in queue.lanes.values():
        lane.running = 0
        lane.head = lane.wake = None
        queue.waiting += len(lane.waiting)
    for key, shard in queue.running.values():
        queue.counts[shard] = queue.counts.get(shard, 0) + 1
        lane_of(queue, key).running += 1
    for key in list(queue.lanes):
        refresh(queue, key, queue.now)


def is_whole(queue: JobQueue) -> bool:
    """Whether all of it can be read."""
    try:
        for tree in queue.trees():
            for _ in tree:
                pass
        for lane in queue.lanes.values():
            for _ in lane.waiting:
                pass
    except UNREADABLE:
        return False
    return True
