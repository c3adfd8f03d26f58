"""What grows while one procedure is lowered: its variables, sites and constants."""

from __future__ import annotations

import hashlib
from typing import Any

from perdure.vm.core import Position, Variable
from perdure.vm.lowering.encoding import encoded
from perdure.vm.lowering.liveness import site_table
from perdure.vm.lowering.lowered import Body, Ex, Lowered
from perdure.vm.passes.procedures import Procedure
from perdure.vm.values.atoms import Char, Symbol
from perdure.vm.values.data import Value
from perdure.vm.values.procedures import Builtin, Cell, Code, Source
from perdure.vm.values.singletons import Singleton

_INLINE_INTEGERS = 1 << 62  #: larger ones are constants of the code


class Builder:
    """One Code in the making. `procedure` is what it is made from."""

    def __init__(self, procedure: Procedure, name: str, source: Source | None) -> None:
        self.procedure = procedure
        self.name = name
        self.source = source
        self.names: list[str] = [""]  # variable 0: the running closure
        self.slots: dict[Variable, int] = {}
        self.boxed: set[Variable] = set()
        self.sites = 0
        self.labels = 0
        self.positions: list[tuple[int, int]] = []
        self.constants: list[Value] = []
        self.parameters: list[int] = []
        self.rest = -1
        self.captured: list[int] = []
        self._index: dict[object, int] = {}

    def variable(self, name: str = "") -> int:
        self.names.append(name)
        return len(self.names) - 1

    def slot(self, variable: Variable) -> int:
        """The number of a source variable here; made at first sight."""
        found = self.slots.get(variable)
        if found is None:
            found = self.slots[variable] = self.variable(variable.name)
        return found

    def site(self) -> int:
        self.sites += 1
        return self.sites

    def label(self) -> str:
        self.labels += 1
        return f"L{self.labels}"

    def place(self, at: Position) -> int:
        if at is None:
            return -1
        if self.positions and self.positions[-1] == at:
            return len(self.positions) - 1
        self.positions.append(at)
        return len(self.positions) - 1

    def constant(self, value: Value) -> int:
        """The index of a constant; each object appears once."""
        key = id(value)
        found = self._index.get(key)
        if found is None:
            self.constants.append(value)  # which also keeps its id from being reused
            found = self._index[key] = len(self.constants) - 1
        return found

    def literal(self, value: Value) -> Ex:
        if type(value) is int and -_INLINE_INTEGERS < value < _INLINE_INTEGERS:
            return ["k", value]
        if type(value) is float:
            return ["k", value]
        if isinstance(value, Singleton):
            return ["s", value.name]
        return ["c", self.constant(value)]

    def fill(self, code: Code, body: Body) -> None:
        """Give a Code its contents."""
        lowered = Lowered(
            self.name,
            self.parameters,
            self.rest,
            self.captured,
            self.names,
            body,
            site_table(body),
            self.positions,
        )
        data = encoded(lowered)
        digest = hashlib.sha256(data)
        for constant in self.constants:
            digest.update(_fingerprint(constant))
        code.name = self.name
        code.lowered = data
        code.constants = tuple(self.constants)
        code.source = self.source
        code.digest = digest.digest()


def _fingerprint(constant: Any) -> bytes:
    """What of a constant shapes the generated code: its kind, and an atom's value."""
    if isinstance(constant, Code):
        return b"code" + constant.digest
    if isinstance(constant, Cell):
        return b"cell" + constant.name.encode()
    if isinstance(constant, (Symbol, Char, Builtin, int, float, complex)):
        return type(constant).__name__.encode() + repr(constant).encode()
    return b"literal" + type(constant).__name__.encode()
