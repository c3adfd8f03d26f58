"""Finding procedures by example: the arguments, and the result that they give.

Each procedure that libraries export is called with the arguments in every order, in a workspace
that is dropped, with what it changes, prints or has done; one that waits or takes long is no
answer. (The method finder of Squeak and Pharo does so with a list of safe methods.)

Functions of programs of other languages are tried by these, where the texts have a value there.

Reads: perdure.image.engine.workspace. Read by: perdure.image.api.browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from time import monotonic
from typing import Any, Final

from perdure.image.browsing.modules import (
    is_file,
    is_inner_name,
    is_own,
    module_names,
    original,
)
from perdure.image.discovery import find_language
from perdure.image.engine.monitor import Monitor
from perdure.image.engine.workspace import Workspace
from perdure.image.errors import CannotBrowse
from perdure.image.processes.changes import newest_of
from perdure.image.schema.root import ImageRoot
from perdure.vm import Done, Execution, Invoke, Preempted
from perdure.vm.code.encoding import decoded
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Fault
from perdure.vm.objects.data import Value
from perdure.vm.objects.equality import is_equal
from perdure.vm.objects.procedures import Builtin, Cell, Closure

NAME: Final = "<example>"
MOST: Final = 4  #: arguments
STEP: Final = 0.1  #: seconds that one call may take
FORM: Final = 2.0  #: and the evaluation of an argument
LARGE: Final = 10_000  #: a number with which some procedures would take long, or much memory
#: Their names.
HUNGRY: Final = ("make-", "iota", "expt", "exact-integer", "arithmetic-shift", "bit-", "list-tab")
#: Libraries whose procedures are for what is not to be done here.
DOING: Final = ("(scheme process-context)", "(scheme file)", "(scheme load)", "(scheme repl)")


@dataclass(frozen=True, slots=True)
class Example:
    """A procedure that gives the result, and how it is called."""

    module: str
    name: str
    order: tuple[int, ...]  #: which of the arguments comes first, from 0
    text: str  #: "(- 7 3)"


class Trying:
    """One search; `found` goes on with it, a while at a time."""

    def __init__(self, workspace: Workspace, monitor: Monitor, arguments: list[str], result: str):
        if not 1 <= len(arguments) <= MOST:
            raise CannotBrowse(f"an example has 1 to {MOST} arguments: 3 4 => 7")
        self.workspace = workspace
        self._monitor = monitor
        self._texts = arguments
        self._result = result

    def run(self) -> Iterator[Example | None]:
        """The procedures that fit; None now and then, where something else may have its turn."""
        root = self.workspace.enter_alone()
        wanted = self._value_of(root, self._result)
        given = [self._value_of(root, text) for text in self._texts]
        is_large = any(isinstance(each, int) and abs(each) > LARGE for each in given)
        seen: set[Any] = set()
        for module, name, procedure in candidates(root):
            key = procedure.name if isinstance(procedure, Builtin) else id(procedure)
            if key in seen or (is_large and name.startswith(HUNGRY)):
                continue
            seen.add(key)
            if takes(procedure, len(given)):
                yield None
                found = self._fitting(procedure, given, wanted)
                if found is not None:
                    texts = " ".join(self._texts[at] for at in found)
                    yield Example(module, name, found, f"({name} {texts})")

    def _fitting(
        self, procedure: Value, given: list[Value], wanted: Value
    ) -> tuple[int, ...] | None:
        """An order of the arguments in which the procedure gives the result."""
        tried: set[tuple[int, ...]] = set()
        for order in permutations(range(len(given))):
            same = tuple(self._first_like(given, at) for at in order)
            if same in tried:
                continue
            tried.add(same)
            end = self._called(procedure, tuple(given[at] for at in order))
            if self.workspace.has_changed():
                self.workspace.discard()
                self.workspace.enter_alone()
                return None
            if isinstance(end, Done) and is_equal(end.value, wanted):
                return order
        return None

    def _first_like(self, given: list[Value], at: int) -> int:
        """The number of the first argument that is written as that one."""
        return self._texts.index(self._texts[at])

    def _called(self, procedure: Value, arguments: tuple[Value, ...], most: float = STEP) -> Any:
        self.workspace.go_from(Execution.start(), Invoke(procedure, arguments))
        until = monotonic() + most
        self._monitor.slice_began(self.workspace.machine, most, is_apart=True)
        try:
            end = self.workspace.run()
            while isinstance(end, Preempted) and monotonic() < until:
                # Processes that are ready have it interrupted earlier.
                self._monitor.slice_began(self.workspace.machine, most, is_apart=True)
                end = self.workspace.run()
            return end
        except (RecursionError, MemoryError, OverflowError):
            return None
        finally:
            self._monitor.slice_ended()

    def _value_of(self, root: ImageRoot, text: str) -> Value:
        """The value of an argument; CannotBrowse where it has none here."""
        procedure, arguments = find_language().start_evaluation(
            root.libraries, text, NAME, root.interaction, (), 1
        )
        end = self._called(procedure, arguments, FORM)
        if isinstance(end, Done):
            return end.value
        if isinstance(end, Preempted):
            raise CannotBrowse(f"{text} takes too long for an example")
        payload = getattr(end, "payload", None)
        told = "it would wait" if payload is None else find_language().failure_text(payload)
        raise CannotBrowse(f"{text}: {told}")


class TryingFiles:
    """The same among the functions of files of other languages, which try them by themselves."""

    def __init__(self, root: ImageRoot, arguments: list[str], result: str) -> None:
        self._root = root
        self._arguments = arguments
        self._result = result
        self.has_values = False  #: whether the texts have values in one of them

    def run(self) -> Iterator[Example | None]:
        """As of Trying; a file in which the texts have no value has no functions that fit."""
        for module in module_names(self._root):
            if not is_file(self._root, module):
                continue
            whole = newest_of(self._root, module, "")
            assert whole is not None
            run = find_language(whole.language).fitting(
                whole.text, self._arguments, self._result, STEP
            )
            try:
                for each in run:
                    yield None if each is None else Example(module, *each)
                self.has_values = True
            except Fault:
                continue


def candidates(root: ImageRoot) -> Iterator[tuple[str, str, Value]]:
    """(library, name, procedure) of those that may be tried, the program's own first."""
    own = root.interaction
    for name, binding in own.bindings.items():
        if name not in own.imported and isinstance(binding, Cell) and binding.is_bound:
            if is_pure_name(name) and binding.home == own.name:
                yield own.name, name, original(binding.value)
    for module in sorted(root.libraries.keys(), key=_order):
        if module in DOING or module.startswith("(perdure "):
            continue
        for name, binding in root.libraries[module].exports.items():
            value = binding.value if isinstance(binding, Cell) and binding.is_bound else binding
            if is_pure_name(name) and isinstance(value, Builtin | Closure):
                yield module, name, value


def _order(module: str) -> tuple[bool, bool, str]:
    return (not is_own(module), module != "(scheme base)", module)


def is_pure_name(name: str) -> bool:
    """Whether a procedure so named changes nothing by what names say."""
    return not name.endswith("!") and not is_inner_name(name)


def takes(procedure: Value, count: int) -> bool:
    """Whether a procedure may be tried with so many arguments."""
    if isinstance(procedure, Builtin):
        most = procedure.maximum
        fits = procedure.minimum <= count and (most is None or count <= most)
        return fits and procedure.is_pure
    if not isinstance(procedure, Closure):
        return False
    lowered = decoded(procedure.code.lowered)
    needed = len(lowered.parameters)
    return needed == count or (lowered.rest >= 0 and needed <= count)
