"""Images: objects and processes in a ZODB database, and the worker that drives them.

Names pinned for storage (`__module__ = "perdure.image"`) are re-exported here.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from perdure.image.api.blocking import BlockingImage, print_output
from perdure.image.api.bonding import ChildInfo, ProcessEnd
from perdure.image.api.browser import Browser
from perdure.image.api.channeling import ChannelHandle
from perdure.image.api.debugger import Debugger
from perdure.image.api.image import ASYNC_MODULE, WEB_MODULE, Image
from perdure.image.api.in_frames import Evaluated
from perdure.image.api.inspector import Inspector, Line, Page
from perdure.image.api.locking import Hold, LockHandle
from perdure.image.api.relating import Related
from perdure.image.api.workbench import Workbench
from perdure.image.browsing.examples import Example
from perdure.image.browsing.filing import Filed
from perdure.image.browsing.modules import Definition, Module
from perdure.image.browsing.references import Reference, Sleeper
from perdure.image.clock import Clock, SimulatedClock, SystemClock
from perdure.image.conversion.convert import from_python, to_python
from perdure.image.conversion.converters import Converter
from perdure.image.conversion.handles import Procedure
from perdure.image.debugging.frames import DebugFrame, Excerpt
from perdure.image.effects.collecting import import_provided
from perdure.image.effects.decorators import builtin, effect, transactional
from perdure.image.effects.provided import ProvidedFunction, provided_function
from perdure.image.effects.retry import Retry
from perdure.image.effects.telling import cancelled, heartbeat, last_heartbeat, progress
from perdure.image.engine.going_back import UndoneStep
from perdure.image.engine.leaving import GRACE
from perdure.image.engine.restarting import Restart
from perdure.image.engine.upgrading import Upgraded
from perdure.image.errors import (
    AlreadyCompleted,
    AlreadyRegistered,
    CannotBecome,
    CannotBrowse,
    CannotConvert,
    CannotDebug,
    CannotForget,
    CannotInspect,
    CannotLoad,
    CannotProvide,
    CannotRead,
    CannotRetry,
    CannotUpgrade,
    CannotWrite,
    ChannelClosed,
    Contended,
    DamagedImage,
    EffectError,
    ForbiddenName,
    ImageClosed,
    ImageError,
    ImageInUse,
    NewerFormat,
    NobodyDrives,
    NoHandler,
    NoLanguage,
    NoSuchProcess,
    NotAnImage,
    NotDone,
    OpenedBeforeFork,
    ProcessCancelled,
    ProcessEnded,
    ProcessFailed,
    QueryFailed,
    ReadOnlyImage,
    ServerGone,
    StorageFailed,
    UpdateRejected,
)
from perdure.image.maintenance import backup, check, pack, restore, salvage, stats
from perdure.image.monitoring.members import MemberInfo
from perdure.image.monitoring.sampling import COUNTED, ORDERS, Counts, Sample, Sampled, Timer
from perdure.image.processes.board import Said
from perdure.image.processes.breakpoints import Breakpoint
from perdure.image.processes.cancelling import CLEANUP
from perdure.image.processes.changes import Change
from perdure.image.processes.channel_listing import ChannelInfo
from perdure.image.processes.listing import FrameInfo, ProcessInfo
from perdure.image.processes.lock_listing import LockInfo
from perdure.image.processes.requests import Progress
from perdure.image.processes.versions import VersionInfo
from perdure.image.schema.bonds import Bonds
from perdure.image.schema.channels import Channel
from perdure.image.schema.clusters import Cluster
from perdure.image.schema.deaths import Suspects
from perdure.image.schema.encoded import Encoded
from perdure.image.schema.externals import External
from perdure.image.schema.given import Given, Piece
from perdure.image.schema.history import History, Limit
from perdure.image.schema.indices import (
    ChangeTable,
    PairLeaf,
    PairSet,
    PairsOfMany,
    ProcessTable,
    Queue,
)
from perdure.image.schema.locks import ConditionVariable, Gate, Mutex, RateLimiter, Semaphore
from perdure.image.schema.names import NameTable
from perdure.image.schema.operations import Operation
from perdure.image.schema.processes import Details, Process
from perdure.image.schema.requests import Desk, Stage
from perdure.image.schema.root import Counters, ImageRoot
from perdure.image.schema.scopes import Scope
from perdure.image.schema.shards import Lease, Member, Shard, Sharing
from perdure.image.schema.transcript import Transcript
from perdure.image.schema.versions import Versions

if TYPE_CHECKING:
    from perdure.image.api.aio import AsyncImage, AsyncProcedure
    from perdure.image.api.async_channels import AsyncChannelHandle
    from perdure.image.api.async_locks import AsyncHold, AsyncLockHandle
    from perdure.image.api.async_tools import AsyncBrowser, AsyncDebugger, AsyncInspector
    from perdure.image.api.web import process_application
    from perdure.image.effects.databases import Database
    from perdure.image.processes.queue_listing import QueueInfo
    from perdure.image.processes.schedule_listing import RunInfo, ScheduleInfo
    from perdure.image.schema.queues import JobQueue, Lane
    from perdure.image.schema.schedules import Schedule
else:
    #: The modules of what is imported when it is named: asyncio alone takes 20 ms.
    LATE = {
        "AsyncBrowser": "perdure.image.api.async_tools",
        "AsyncChannelHandle": "perdure.image.api.async_channels",
        "AsyncDebugger": "perdure.image.api.async_tools",
        "AsyncHold": "perdure.image.api.async_locks",
        "AsyncImage": ASYNC_MODULE,
        "AsyncInspector": "perdure.image.api.async_tools",
        "AsyncLockHandle": "perdure.image.api.async_locks",
        "AsyncProcedure": ASYNC_MODULE,
        "Database": "perdure.image.effects.databases",
        "process_application": WEB_MODULE,
        "JobQueue": "perdure.image.schema.queues",
        "Lane": "perdure.image.schema.queues",
        "QueueInfo": "perdure.image.processes.queue_listing",
        "RunInfo": "perdure.image.processes.schedule_listing",
        "Schedule": "perdure.image.schema.schedules",
        "ScheduleInfo": "perdure.image.processes.schedule_listing",
    }

    def __getattr__(name: str) -> Any:
        """A class that few need, for a caller or record that names it."""
        if name in LATE:
            return getattr(import_module(LATE[name]), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


#: All that a record may name in this module (perdure.image.schema.classes). Never take one away.
STORED = (
    "Bonds",
    "ChangeTable",
    "Channel",
    "Cluster",
    "ConditionVariable",
    "Counters",
    "Desk",
    "Details",
    "Encoded",
    "External",
    "Gate",
    "Given",
    "History",
    "ImageRoot",
    "JobQueue",
    "Lane",
    "Lease",
    "Member",
    "Mutex",
    "NameTable",
    "Operation",
    "PairLeaf",
    "PairSet",
    "PairsOfMany",
    "Piece",
    "Process",
    "ProcessTable",
    "Queue",
    "RateLimiter",
    "Schedule",
    "Semaphore",
    "Scope",
    "Shard",
    "Sharing",
    "Stage",
    "Suspects",
    "Transcript",
    "Versions",
    "provided_function",
)

__all__ = [
    "CLEANUP",
    "COUNTED",
    "GRACE",
    "ORDERS",
    "STORED",
    "AlreadyCompleted",
    "AlreadyRegistered",
    "AsyncBrowser",
    "AsyncChannelHandle",
    "AsyncDebugger",
    "AsyncHold",
    "AsyncImage",
    "AsyncInspector",
    "AsyncLockHandle",
    "AsyncProcedure",
    "BlockingImage",
    "Bonds",
    "Breakpoint",
    "Browser",
    "CannotBecome",
    "CannotBrowse",
    "CannotConvert",
    "CannotDebug",
    "CannotForget",
    "CannotInspect",
    "CannotLoad",
    "CannotProvide",
    "CannotRead",
    "CannotRetry",
    "CannotUpgrade",
    "CannotWrite",
    "Change",
    "ChangeTable",
    "Channel",
    "ChannelClosed",
    "ChannelHandle",
    "ChannelInfo",
    "ChildInfo",
    "Clock",
    "Cluster",
    "ConditionVariable",
    "Contended",
    "Converter",
    "Counters",
    "Counts",
    "DamagedImage",
    "Database",
    "DebugFrame",
    "Debugger",
    "Definition",
    "Desk",
    "Details",
    "EffectError",
    "Encoded",
    "Evaluated",
    "Example",
    "Excerpt",
    "External",
    "Filed",
    "ForbiddenName",
    "FrameInfo",
    "Gate",
    "Given",
    "History",
    "Hold",
    "Image",
    "ImageClosed",
    "ImageError",
    "ImageInUse",
    "ImageRoot",
    "Inspector",
    "JobQueue",
    "Lane",
    "Lease",
    "Limit",
    "Line",
    "LockHandle",
    "LockInfo",
    "Member",
    "MemberInfo",
    "Module",
    "Mutex",
    "NameTable",
    "NewerFormat",
    "NoHandler",
    "NoLanguage",
    "NoSuchProcess",
    "NobodyDrives",
    "NotAnImage",
    "NotDone",
    "OpenedBeforeFork",
    "Operation",
    "Page",
    "PairLeaf",
    "PairSet",
    "PairsOfMany",
    "Piece",
    "Procedure",
    "Process",
    "ProcessCancelled",
    "ProcessEnd",
    "ProcessEnded",
    "ProcessFailed",
    "ProcessInfo",
    "ProcessTable",
    "Progress",
    "ProvidedFunction",
    "QueryFailed",
    "Queue",
    "QueueInfo",
    "RateLimiter",
    "ReadOnlyImage",
    "Reference",
    "Related",
    "Restart",
    "Retry",
    "RunInfo",
    "Said",
    "Sample",
    "Sampled",
    "Schedule",
    "ScheduleInfo",
    "Scope",
    "Semaphore",
    "ServerGone",
    "Shard",
    "Sharing",
    "SimulatedClock",
    "Sleeper",
    "Stage",
    "StorageFailed",
    "Suspects",
    "SystemClock",
    "Timer",
    "Transcript",
    "UndoneStep",
    "UpdateRejected",
    "Upgraded",
    "VersionInfo",
    "Versions",
    "Workbench",
    "backup",
    "builtin",
    "cancelled",
    "check",
    "effect",
    "from_python",
    "heartbeat",
    "import_provided",
    "last_heartbeat",
    "pack",
    "print_output",
    "process_application",
    "progress",
    "provided_function",
    "restore",
    "salvage",
    "stats",
    "to_python",
    "transactional",
]
