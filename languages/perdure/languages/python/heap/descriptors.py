"""Descriptors of C classes, code objects; what is refused with a reason.

Reads: kinds. Read by: `storing`.
"""

from __future__ import annotations

import types
import weakref
from pickle import PicklingError
from typing import Any

from perdure.languages.python.heap.dumping import Reducing
from perdure.languages.python.heap.kinds import kind_reducers, maker, maker_with_load
from perdure.languages.python.heap.loading import Load

REFUSED: dict[type, str] = {
    types.FrameType: "it is a stack frame; it cannot be kept over a wait",
    weakref.finalize: "it is called when an object of this interpreter is collected",
    memoryview: "it looks at the memory of another object; keep that object, or bytes of it",
}


@kind_reducers(*REFUSED)
def refuse(dumper: Reducing, thing: Any) -> Any:
    raise PicklingError(REFUSED[type(thing)])


@kind_reducers(
    types.GetSetDescriptorType, types.MemberDescriptorType, types.ClassMethodDescriptorType
)
def reduce_descriptor(dumper: Reducing, descriptor: Any) -> Any:
    return descriptor_of, (descriptor.__objclass__, descriptor.__name__)


@maker
def descriptor_of(cls: type, name: str) -> Any:
    return vars(cls)[name]


@kind_reducers(types.CodeType)
def reduce_code(dumper: Reducing, code: types.CodeType) -> Any:
    found = dumper.program.function_of(code)
    if found is None:
        raise PicklingError(f"it is the code of {code.co_qualname}, which is not the program's")
    return program_code, (*found, code.co_freevars)


@maker_with_load
def program_code(load: Load, unit: str, index: int, names: tuple[str, ...]) -> types.CodeType:
    return load.program.code_for(unit, index, names)
