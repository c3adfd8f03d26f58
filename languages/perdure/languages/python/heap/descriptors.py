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
from perdure.languages.python.heap.texts import Text, code_in_text, text_of

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


@kind_reducers(types.BuiltinMethodType, types.MethodWrapperType)
def reduce_method_of_c(dumper: Reducing, method: Any) -> Any:
    """A method of C's that a class has its own of: `super().append` is not `self.append`."""
    owner, name = method.__self__, method.__name__
    kind = type(owner)
    if owner is None or issubclass(kind, (type, types.ModuleType)):
        return NotImplemented
    for base in kind.__mro__:
        found = vars(base).get(name)
        if found is not None and type(found) not in METHODS_OF_C:
            break  # another's
        if found is not None:
            return NotImplemented
    for base in kind.__mro__:
        if type(vars(base).get(name)) in METHODS_OF_C:
            return method_of_c, (base, name, owner)
    return NotImplemented


METHODS_OF_C = (types.MethodDescriptorType, types.WrapperDescriptorType)


@maker
def method_of_c(cls: type, name: str, owner: Any) -> Any:
    return vars(cls)[name].__get__(owner, type(owner))


@kind_reducers(types.CodeType)
def reduce_code(dumper: Reducing, code: types.CodeType) -> Any:
    found = dumper.program.function_of(code)
    of_text = text_of(code)
    if found is None and of_text is not None:
        return code_of_stored_text, (tuple(of_text[0]), of_text[1])
    if found is None:
        raise PicklingError(f"it is the code of {code.co_qualname}, which is not the program's")
    return program_code, (*found, code.co_freevars)


@maker
def code_of_stored_text(text: tuple[Any, ...], number: int) -> types.CodeType:
    return code_in_text(Text(*text), number)


@maker_with_load
def program_code(load: Load, unit: str, index: int, names: tuple[str, ...]) -> types.CodeType:
    return load.program.code_for(unit, index, names)
