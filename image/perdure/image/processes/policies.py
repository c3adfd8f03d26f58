"""The policy for an error that nobody handles: its process is parked with its restarts, or fails.

One that is parked waits for a restart to be chosen (perdure.image.processes.waits.choice): it has
not ended, so nobody is told. The image has a policy, and a process may have its own, which those
that it spawns begin with.

Read by: perdure.image.engine.slice_ends, perdure.image.engine.builtins,
perdure.image.api.restarting.
"""

from __future__ import annotations

from typing import Any, Final

from perdure.image.errors import ImageError
from perdure.image.processes.waits.deeds import deed
from perdure.image.schema.processes import Process
from perdure.image.schema.root import ImageRoot

PARK: Final = "park"
FAIL: Final = "fail"
POLICIES: Final = (PARK, FAIL)
KEPT: Final = "on-error"  #: under which the image keeps its own; FAIL where it keeps none
SET: Final = "process:on-error"


def image_policy(root: ImageRoot) -> str:
    """The policy of all processes that have none of their own."""
    found: str = (root.kept or {}).get(KEPT, FAIL)
    return found


def policy_of(root: ImageRoot, process: Process) -> str:
    """The policy in effect for the process."""
    return process.details.on_error or image_policy(root)


def set_image_policy(root: ImageRoot, policy: str) -> None:
    """Have all processes without a policy of their own follow this one from now on."""
    if image_policy(root) != policy:
        root.keep(KEPT, lambda: policy)
        assert root.kept is not None
        root.kept[KEPT] = policy


def checked_policy(policy: object) -> str:
    """The policy; ImageError where there is none of that name."""
    if policy not in POLICIES:
        raise ImageError(
            f"expected 'park' or 'fail' for errors that nobody handles, got {policy!r}"
        )
    assert isinstance(policy, str)
    return policy


@deed(SET)
def set_policy(ledger: Any, pid: int, policy: str) -> None:
    """Give the process a policy of its own; \"\": let it follow the image's."""
    details = ledger.root.process(pid).own_details()
    details.on_error = policy
