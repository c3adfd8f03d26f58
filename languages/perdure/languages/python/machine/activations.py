"""Activations: the body of a text for `exec` as it runs once.

Its code differs from that of the unit in one constant, the object that has the variables of the
lowering (see perdure.languages.python.generating.beside). So two runs of one text, one within the
other, or in two threads, have nothing in common but what the program gives both.

Read by: linking, texts, and what looks at frames.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import CodeType
from typing import Any, NamedTuple
from weakref import ref

from perdure.languages.python.generating.beside import HOLDER
from perdure.languages.python.runtime.identity import identity


class Variables:
    """The variables of the lowering, as attributes."""


class Activation(NamedTuple):
    code: ref[CodeType]
    unit: Any  #: the linking.Linked that the text is
    base: CodeType  #: the same code as the unit has it
    variables: Variables


_running: dict[int, Activation] = {}  #: by the identity of a code object, as long as that lives


def activated(unit: Any, base: CodeType, values: Mapping[str, Any]) -> CodeType:
    """The code of a text's body, or of a rest of it, to be run once, with variables that it has."""
    variables = Variables()
    vars(variables).update(values)
    constants = tuple([variables if each == HOLDER else each for each in base.co_consts])
    code = base.replace(co_consts=constants)
    key = identity(code)

    def forget(_: object) -> None:
        _running.pop(key, None)

    _running[key] = Activation(ref(code, forget), unit, base, variables)
    return code


def activation_of(code: CodeType) -> Activation | None:
    """The activation that a code object is of; None of any other code."""
    return _running.get(identity(code))


def base_of(code: CodeType) -> CodeType:
    """The code as its unit has it."""
    found = _running.get(identity(code))
    return code if found is None else found.base


def beside(code: CodeType) -> dict[str, Any]:
    """The variables of the lowering that lie beside the namespace of a frame with that code."""
    found = _running.get(identity(code))
    return {} if found is None else vars(found.variables)
