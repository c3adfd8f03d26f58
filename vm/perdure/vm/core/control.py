"""Control: what a procedure says of itself when it keeps something of the dynamic state.

The dynamic state of a computation is three lists: handlers, winders and parameters. While a
procedure has changed one of them, a variable of its frame holds what it will put back. When
the machine cuts a stack, or puts frames elsewhere, it must know such frames, and which of
their variables those are. So a procedure *declares* it, in a `Region` (perdure.vm.core.nodes):
while its expression is evaluated, the procedure's frame is control of that kind, and these of
its variables play these roles. The declaration is stored with the code, by sites
(`Lowered.regions` in perdure.vm.code.lowered), and checked when that is made. Names play no part.

Written by: perdure.languages, perdure.vm.machine.procedures. Read by: perdure.vm.lower,
perdure.vm.machine, perdure.image.maintenance.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Final


class Control(enum.Enum):
    """The control that a frame is to the machine while it waits in a region. Values are stored."""

    GUARD = "guard"  #: waits for the value of a body, or for what was raised in it
    HANDLERS = "handlers"  #: has put other handlers into effect
    WIND = "wind"  #: is within a `dynamic-wind`, or goes from one to another
    PARAMETERS = "parameters"  #: has bound parameters
    PROMPT = "prompt"  #: delimits continuations


class Role(enum.Enum):
    """The role of a variable of such a frame. The values are stored."""

    MARKER = "marker"  #: the Marker by which a guard's frame is found
    HANDLER = "handler"  #: what the machine's own guards call with what was raised
    PROMPT = "prompt"  #: the Prompt by which a prompt's frame is found
    HANDLERS = "handlers"  #: a list of handlers
    WINDERS = "winders"  #: a list of winders
    PARAMETERS = "parameters"  #: a list of bindings
    TARGET = "target"  #: the continuation that will be gone on with, once its winders are entered
    WITHIN = "within"  #: the prompt in which that is put, where it is a delimited one
    RAISED = "raised"  #: what was raised where the frame returns to, and a handler has now


#: Roles that a region of a kind must have, each once.
NEEDED: Final = {
    Control.GUARD: (Role.MARKER,),
    Control.HANDLERS: (Role.HANDLERS,),
    Control.WIND: (),
    Control.PARAMETERS: (Role.PARAMETERS,),
    Control.PROMPT: (Role.PROMPT,),
}

#: Roles of the lists of the dynamic state, in its order. Several variables may have the same.
LISTS: Final = (Role.HANDLERS, Role.WINDERS, Role.PARAMETERS)

#: Roles that a region may have besides.
ALLOWED: Final = {
    Control.GUARD: (Role.HANDLER,),
    Control.HANDLERS: (*LISTS, Role.RAISED),
    Control.WIND: (*LISTS, Role.TARGET, Role.WITHIN),
    Control.PARAMETERS: LISTS,
    Control.PROMPT: (),
}


def unfit(kind: Control, roles: Sequence[Role]) -> str:
    """Why a region of that kind cannot have these roles; "" where it can."""
    for role in NEEDED[kind]:
        if role not in roles:
            return f"a region of kind {kind.value} needs a variable for {role.value}"
    if not roles:
        return f"a region of kind {kind.value} needs a variable"
    for role in roles:
        if role not in NEEDED[kind] and role not in ALLOWED[kind]:
            return f"a region of kind {kind.value} has no variable for {role.value}"
        if role not in LISTS and roles.count(role) > 1:
            return f"a region has one variable for {role.value}"
    return ""
