"""The waits of processes, a class a kind; docs/adding-a-wait.md makes one more.

Importing this registers Perdure's own kinds.
"""

from perdure.image.processes.waits.channel import Closing, Put, Take, Telling
from perdure.image.processes.waits.children import ChildFailure, ChildrenEnd
from perdure.image.processes.waits.choice import Choice
from perdure.image.processes.waits.condition import Signal
from perdure.image.processes.waits.console_line import ConsoleLine
from perdure.image.processes.waits.deadline import Deadline
from perdure.image.processes.waits.doing import Doing
from perdure.image.processes.waits.effect import Effect
from perdure.image.processes.waits.external_value import ExternalValue
from perdure.image.processes.waits.gate import Opening
from perdure.image.processes.waits.kinds import (
    find_part,
    is_active,
    kinds,
    parts_of,
    register,
    wait_from,
    wait_of,
)
from perdure.image.processes.waits.message import Message, Selection
from perdure.image.processes.waits.mutex import Lock
from perdure.image.processes.waits.predecessor import Predecessor
from perdure.image.processes.waits.process_end import FirstEnd, ProcessEnd
from perdure.image.processes.waits.rate import Turn
from perdure.image.processes.waits.request import Reply, Request
from perdure.image.processes.waits.select import Otherwise, Select
from perdure.image.processes.waits.semaphore import Permit
from perdure.image.processes.waits.timer import Timer
from perdure.image.processes.waits.wait import Changes, Indices, Outcome, Wait, Wanted
from perdure.image.processes.waits.within import Within

__all__ = [
    "Changes",
    "ChildFailure",
    "ChildrenEnd",
    "Choice",
    "Closing",
    "ConsoleLine",
    "Deadline",
    "Doing",
    "Effect",
    "ExternalValue",
    "FirstEnd",
    "Indices",
    "Lock",
    "Message",
    "Opening",
    "Otherwise",
    "Outcome",
    "Permit",
    "Predecessor",
    "ProcessEnd",
    "Put",
    "Reply",
    "Request",
    "Select",
    "Selection",
    "Signal",
    "Take",
    "Telling",
    "Timer",
    "Turn",
    "Wait",
    "Wanted",
    "Within",
    "find_part",
    "is_active",
    "kinds",
    "parts_of",
    "register",
    "wait_from",
    "wait_of",
]
