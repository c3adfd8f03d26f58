"""Where definitions may stand: bodies and the top level.

The two differ only in what a definition makes, so each definition form is
written once, against a `Target`. A target takes forms one by one, expands the
macros at their head, and is told of definitions and expressions. A body turns
them into one `letrec*`; the top level binds cells of its environment at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from perdure.languages.scheme.expander.expressions import (
    NOTHING,
    begin,
    call,
    expand,
    named,
    on_new_stack,
)
from perdure.languages.scheme.expander.identities import kept, kept_values
from perdure.languages.scheme.expander.keywords import CoreForm, core_forms
from perdure.languages.scheme.expander.macros import Macro, Transformer, transform
from perdure.languages.scheme.expander.scopes import Scope, Unit, meaning, own_cell, where
from perdure.languages.scheme.reader.faults import syntax_fault
from perdure.languages.scheme.reader.syntax import Alias, Identifier, List, Syntax, key_of
from perdure.vm import core
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Cell

Make = Callable[[], core.Expr]

_BODY: Final = 8  #: Python frames from one body to the next within it, at most


class Target:
    """A collector of the definitions and expressions of a sequence of forms."""

    scope: Scope
    #: forms at top level whose meaning needs no import, by name
    always: dict[str, CoreForm]

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.always = {}
        self._waiting: list[tuple[Syntax, Scope]] = []

    def add(self, forms: Iterable[Syntax]) -> None:
        """Take the forms, in order."""
        for form in forms:
            self._waiting.append((form, self.scope))
            while self._waiting:
                self._step(*self._waiting.pop())

    def splice(self, forms: Sequence[Syntax], unit: Unit | None = None) -> None:
        """Take these forms next, in place of the one being handled."""
        scope = self.scope_for(unit) if unit is not None else self.scope
        self._waiting += [(form, scope) for form in reversed(forms)]

    def _step(self, form: Syntax, scope: Scope) -> None:
        self.enter(scope)
        steps = 0
        while isinstance(form, List) and form.items:
            head = form.items[0]
            if not isinstance(head, Identifier):
                break
            binding = meaning(head, scope)
            kind = binding.__class__
            if kind is Macro or kind is Transformer:
                form = transform(binding, form, scope, steps)
                steps += 1
                continue
            if binding is None and head.name in self.always:
                binding = self.always[head.name]
                kind = CoreForm
            if kind is CoreForm:
                assert isinstance(binding, CoreForm)
                if binding.define is not None:
                    binding.define(form, scope, self)
                    return
            break
        self.expression(form)

    # What a target must say:

    def enter(self, scope: Scope) -> None:
        """The next form is to be expanded in this scope."""

    def scope_for(self, unit: Unit) -> Scope:
        """The scope for forms that another text gave."""
        return self.scope

    def expression(self, form: Syntax) -> None:
        raise NotImplementedError

    def define(self, identifier: Identifier, make: Make, at: Syntax) -> None:
        """The variable gets the value that `make` gives, called once all is known."""
        raise NotImplementedError

    def define_unseen(self, name: str, make: Make) -> Make:
        """A variable that no name of the program means; gives what refers to it."""
        raise NotImplementedError

    def define_values(
        self, names: Sequence[Identifier], rest: Identifier | None, make: Make, at: Syntax
    ) -> None:
        raise NotImplementedError

    def define_syntax(self, identifier: Identifier, keyword: object) -> None:
        raise NotImplementedError


class Body(Target):
    """The body of a lambda or let. Its scope is the one that the names are bound in."""

    def __init__(self, scope: Scope, who: str) -> None:
        super().__init__(scope)
        self.who = who
        self.names: dict[str | Alias, Identifier] = {}
        self.entries: list[tuple[core.Variable | None, Make]] = []
        self.has_definitions = False

    def expression(self, form: Syntax) -> None:
        scope = self.scope
        self.entries.append((None, lambda: expand(form, scope)))

    def _bind(self, identifier: Identifier) -> core.Variable:
        self._new(identifier)
        return self.scope.variable(identifier)

    def _new(self, identifier: Identifier) -> None:
        key = key_of(identifier)
        if key in self.names:
            raise syntax_fault(self.who, f"{identifier.name} is defined twice here", identifier)
        self.names[key] = identifier

    def define(self, identifier: Identifier, make: Make, at: Syntax) -> None:
        variable = self._bind(identifier)
        self.has_definitions = True
        self.entries.append((variable, lambda: named(make(), identifier.name)))

    def define_unseen(self, name: str, make: Make) -> Make:
        variable = core.Variable(name)
        self.has_definitions = True
        self.entries.append((variable, make))
        return lambda: core.Local(variable)

    def define_values(
        self, names: Sequence[Identifier], rest: Identifier | None, make: Make, at: Syntax
    ) -> None:
        all_names = [*names, *([] if rest is None else [rest])]
        self.has_definitions = True
        position = where(at, self.scope)
        scope = self.scope
        collected = core.Variable("values")
        self.entries.append(
            (collected, lambda: _collected(make(), len(names), rest is not None, scope, position))
        )
        for index, identifier in enumerate(all_names):
            variable = self._bind(identifier)
            self.entries.append((variable, _item(collected, index, scope)))

    def define_syntax(self, identifier: Identifier, keyword: object) -> None:
        self._new(identifier)
        self.scope.bind(identifier, keyword)

    def finish(self, form: Syntax) -> core.Expr:
        """The expression that the whole body is."""
        entries = self.entries
        if not entries or entries[-1][0] is not None:
            what = "has nothing after its definitions" if entries else "is empty"
            raise syntax_fault(self.who, f"the body {what}; it must end with an expression", form)
        if not self.has_definitions:
            return begin([make() for _, make in entries])
        last = max(index for index, (variable, _) in enumerate(entries) if variable is not None)
        variables, values = [], []
        for variable, make in entries[: last + 1]:
            variables.append(core.Variable("_") if variable is None else variable)
            values.append(make())
        body = begin([make() for _, make in entries[last + 1 :]])
        return core.Letrec(tuple(variables), tuple(values), body)


def _item(collected: core.Variable, index: int, scope: Scope) -> Make:
    return lambda: call("vector-ref", scope, core.Local(collected), core.Const(index))


def _collected(
    producer: core.Expr, count: int, has_rest: bool, scope: Scope, at: core.Position
) -> core.Expr:
    """A vector of the values; the last item is the list of the rest if there is one."""
    variables = tuple(core.Variable("v") for _ in range(count))
    rest = core.Variable("rest") if has_rest else None
    items = [core.Local(v) for v in (*variables, *([rest] if rest else []))]
    consumer = core.Lambda(variables, rest, call("vector", scope, *items), "define-values", at)
    return call("call-with-values", scope, core.Lambda((), None, producer, "", at), consumer, at=at)


def expand_body(forms: Sequence[Syntax], scope: Scope, who: str, form: Syntax) -> core.Expr:
    """The forms as a body; definitions are bound in `scope`, which must be fresh."""
    if len(forms) == 1:
        only = forms[0]
        if not (isinstance(only, List) and only.items and isinstance(only.items[0], Identifier)):
            return expand(only, scope)
    descent = scope.unit.session.descent
    if descent.left < _BODY:
        return on_new_stack(form, scope, expand_body, forms, scope, who, form)
    descent.left -= _BODY
    body = Body(scope, who)
    body.add(forms)
    made = body.finish(form)
    descent.left += _BODY
    return made


class TopLevel(Target):
    """The top level of a program, a library or the interaction environment.

    Code goes to the session's pieces as it is made.
    """

    def __init__(self, scope: Scope, name: str = "") -> None:
        super().__init__(scope)
        self.root = scope
        self.name = name or scope.environment.name
        self.session = scope.unit.session
        self.always = {
            name: core_forms[name] for name in ("import", "define-library") if name in core_forms
        }

    def enter(self, scope: Scope) -> None:
        self.scope = scope

    def add(self, forms: Iterable[Syntax]) -> None:
        super().add(forms)
        self.scope = self.root

    def scope_for(self, unit: Unit) -> Scope:
        return Scope.root(self.scope.environment, unit)

    def emit(self, expr: core.Expr) -> None:
        unit = self.scope.unit
        self.session.piece(unit.source, self.name).body.append(expr)

    def expression(self, form: Syntax) -> None:
        self.emit(expand(form, self.scope))

    def cell(self, identifier: Identifier) -> Cell:
        """The cell that a definition of the identifier binds."""
        environment = self.scope.environment
        if isinstance(identifier, Alias):
            defined = identifier.defined
            if defined and defined[0] is environment and isinstance(defined[1], Cell):
                return defined[1]
        cell = own_cell(identifier.name, self.scope)
        if isinstance(identifier, Alias):
            identifier.defined = (environment, cell)
        self.session.defined.add(cell)
        return cell

    def define(self, identifier: Identifier, make: Make, at: Syntax) -> None:
        cell = self.cell(identifier)
        self.session.definitions[cell] += 1
        value = named(make(), identifier.name)
        value = kept(value, self.scope.environment, identifier.name)
        if cell in self.session.hiding and not isinstance(value, core.Lambda):
            self.session.assigned.add(cell)  # the value may be made with the former one
        self.emit(core.DefineGlobal(cell, value, where(at, self.scope)))

    def define_unseen(self, name: str, make: Make) -> Make:
        cell = Cell(name, self.scope.environment.name)
        self.session.defined.add(cell)
        self.session.definitions[cell] += 1
        self.emit(core.DefineGlobal(cell, make()))
        return lambda: core.Global(cell)

    def define_values(
        self, names: Sequence[Identifier], rest: Identifier | None, make: Make, at: Syntax
    ) -> None:
        position = where(at, self.scope)
        all_names = [*names, *([] if rest is None else [rest])]
        cells = [self.cell(identifier) for identifier in all_names]
        self.session.assigned.update(cells)
        variables = [core.Variable(identifier.name) for identifier in all_names]
        body = begin(
            [
                *(
                    core.DefineGlobal(cell, core.Local(variable), position)
                    for cell, variable in zip(cells, variables, strict=True)
                ),
                NOTHING,
            ]
        )
        has_rest = rest is not None
        consumer = core.Lambda(
            tuple(variables[: len(names)]),
            variables[-1] if has_rest else None,
            body,
            "define-values",
            position,
        )
        shown = [identifier.name for identifier in all_names]
        value = kept_values(make(), self.scope.environment, shown)
        producer = core.Lambda((), None, value, "", position)
        self.emit(call("call-with-values", self.scope, producer, consumer, at=position))

    def define_syntax(self, identifier: Identifier, keyword: object) -> None:
        environment = self.scope.environment
        self.session.with_macros.add(environment.name)
        stored: Value = keyword
        if isinstance(keyword, Transformer):
            stored = Macro(keyword, identifier.name)
        environment.bind(identifier.name, stored)
        if isinstance(identifier, Alias):
            identifier.defined = (environment, stored)


def define_ahead(forms: Iterable[Syntax], scope: Scope) -> None:
    """Make the cells of what the forms plainly define, before any of them is expanded.

    So a procedure that calls one defined further down, under a name that was also
    imported, calls the right one.
    """
    session = scope.unit.session
    waiting = list(forms)
    waiting.reverse()
    while waiting:
        form = waiting.pop()
        if not (isinstance(form, List) and len(form.items) > 1):
            continue
        head, target = form.items[0], form.items[1]
        if not isinstance(head, Identifier):
            continue
        keyword = meaning(head, scope)
        if keyword is core_forms.get("begin"):
            waiting.extend(reversed(form.items[1:]))
        elif keyword is core_forms.get("define"):
            while isinstance(target, List) and target.items:
                target = target.items[0]
            if isinstance(target, Identifier):
                session.defined.add(own_cell(target.name, scope))
        elif keyword is core_forms.get("define-values") and isinstance(target, List):
            for name in (*target.items, target.tail):
                if isinstance(name, Identifier):
                    session.defined.add(own_cell(name.name, scope))
        elif keyword is core_forms.get("define-record-type"):
            for name in _record_names(form):
                session.defined.add(own_cell(name.name, scope))


def _record_names(form: List) -> Iterable[Identifier]:
    for index, part in enumerate(form.items[1:]):
        if isinstance(part, Identifier):
            if index < 3:
                yield part
        elif isinstance(part, List):
            names = part.items[:1] if index < 2 else part.items[1:]
            yield from (name for name in names if isinstance(name, Identifier))
