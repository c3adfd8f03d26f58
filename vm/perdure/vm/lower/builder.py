"""The tables that grow while one procedure is lowered: its variables, sites and constants."""

from __future__ import annotations

from perdure.vm.code.encoding import encoded
from perdure.vm.code.instructions import Body, Constant, Expression, Named, Number
from perdure.vm.code.liveness import InScope, site_table, with_variables_in_scope
from perdure.vm.code.lowered import Lowered, Sites, calls_within
from perdure.vm.core import Position, Region, Variable
from perdure.vm.core.control import LISTS, Control, unfit
from perdure.vm.core.descent import with_stack
from perdure.vm.objects.conditions import Condition, Fault
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Code, Source, digest_of
from perdure.vm.objects.singletons import Singleton
from perdure.vm.optimize.procedures import Procedure

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
        #: by site: what its frames keep besides, if anything
        self.scopes: dict[int, InScope] = {}
        self.regions: list[tuple[Sites, Region]] = []
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

    def literal(self, value: Value) -> Expression:
        if type(value) is int and -_INLINE_INTEGERS < value < _INLINE_INTEGERS:
            return Number(value)
        if type(value) is float:
            return Number(value)
        if isinstance(value, Singleton):
            return Named(value.name)
        return Constant(self.constant(value))

    def region(self, expr: Region, first: int, slots: list[int]) -> None:
        """Make a region of all that was lowered since the site `first`, with these variables."""
        why = unfit(expr.kind, expr.roles)
        if why:
            raise self.misfit(why, expr)
        roles = tuple(zip(expr.roles, slots, strict=True))
        self.regions.append((Sites(expr.kind, first, self.sites, roles), expr))

    def check_region(self, lowered: Lowered, sites: Sites, expr: Region) -> None:
        """Refuse a declaration that does not fit the code."""
        calls = list(calls_within(lowered.body, sites.first, sites.last))
        if sites.kind is Control.GUARD and len(calls) != 1:
            why = f"a region of kind guard has one call, that of its body; this has {len(calls)}"
            raise self.misfit(why, expr)
        kept = [lowered.live.get(call.site, []) for call in calls]
        for role, variable in sites.roles:
            is_kept = [variable in each for each in kept]
            if is_kept and not (any(is_kept) if role in LISTS else all(is_kept)):
                name = lowered.variables[variable]
                why = f"no frame in this region keeps {name}, which is declared for {role.value}"
                raise self.misfit(why, expr)

    def misfit(self, why: str, expr: Region) -> Fault:
        """The error of a declaration that is refused."""
        position = ""
        if self.source is not None and expr.at is not None:
            position = f"{self.source.name}:{expr.at[0]}:{expr.at[1]}"
        return Fault(Condition(why, (), kind="syntax", who=self.name, position=position))

    def fill(self, code: Code, body: Body) -> None:
        """Give a Code its contents."""
        lowered = Lowered(
            self.name,
            self.parameters,
            self.rest,
            self.captured,
            self.names,
            body,
            with_variables_in_scope(site_table(body), body, self.scopes),
            self.positions,
            [sites for sites, _ in self.regions],
        )
        for sites, expr in self.regions:
            self.check_region(lowered, sites, expr)
        code.name = self.name
        code.lowered = with_stack(encoded, lowered)
        code.constants = tuple(self.constants)
        code.source = self.source
        code.digest = digest_of(code.lowered)
