"""A browser: the modules of an image, their definitions, references, and what they were.

    browser = image.browse()
    for module in browser.modules(): print(module.name)
    print(browser.definition("total").text)
    browser.callers("total")
    browser.define("(define (total order) ...)")
    for change in browser.history("total"): print(change.by, change.text)

Looking runs nothing of a program's, and each step of a search is a turn of its own, between which
the image is driven on. docs/living.md shows it.

Reads: perdure.image.browsing, perdure.image.api.inspector. Read by: perdure.image.api.image.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from itertools import islice
from time import monotonic
from typing import Final, TypeVar

from perdure.image.api.blocking import BlockingImage
from perdure.image.api.evaluating import finished
from perdure.image.api.inspector import in_turn
from perdure.image.browsing import filing, finding, modules, raising, references
from perdure.image.browsing.examples import Example, Trying, TryingFiles
from perdure.image.browsing.filing import Filed
from perdure.image.browsing.finding import Line
from perdure.image.browsing.modules import Definition, Module
from perdure.image.browsing.parts import declared_in, part_of, parts_of
from perdure.image.browsing.references import Reference, Sleeper
from perdure.image.discovery import known_language
from perdure.image.errors import CannotBrowse
from perdure.image.processes.breakpoints import breakpoint_at
from perdure.image.processes.changes import (
    END,
    Change,
    Keeping,
    change_of,
    changes_before,
    keep_changes,
    keeping_of,
    newest_of,
    numbers_of,
)

T = TypeVar("T")

PAGE: Final = 20
TURN: Final = 0.02  #: seconds that a search may take before all else has its turn
EDITED: Final = "<edit>"  #: what errors call a text that was defined with a browser


class Browser:
    """A browser of an open image; it keeps nothing itself. `Image.browse` makes it."""

    def __init__(self, image: BlockingImage) -> None:
        self._image = image

    def __repr__(self) -> str:
        return f"<browser of image {self._image.path!r}>"

    # Modules and definitions

    def modules(self, *, own: bool = False) -> list[Module]:
        """The modules of the image, the program's first; `own`: these alone."""
        root = self._image.root
        names = self._turn(lambda: modules.module_names(root))
        wanted = [name for name in names if not own or modules.is_own(name)]
        return [self.module(name) for name in wanted]

    def module(self, name: str) -> Module:
        """A module: "user", "(shop prices)", a file of another language. CannotBrowse."""
        return self._turn(lambda: modules.module_named(self._image.root, name))

    def definitions(self, module: str) -> list[Definition]:
        """The definitions of a module, by their names. CannotBrowse."""

        def found() -> list[Definition]:
            modules.module_named(self._image.root, module)
            return list(modules.definitions_in(self._image.root, module))

        return self._turn(found)

    def definition(self, name: str, module: str | None = None) -> Definition:
        """A definition, with its text; without a module, the program's rather than another."""
        return self._turn(
            lambda: modules.definition_in(self._image.root, *self._named(name, module))
        )

    def meaning(self, name: str, module: str | None = None) -> str:
        """The value that a name has in its module, in short; "syntax"; "" for none."""
        return self._turn(lambda: modules.meaning(self._image.root, *self._named(name, module)))

    # References

    def callers(self, name: str, module: str | None = None) -> list[Reference]:
        """The definitions that refer to this one."""
        target = self._target(name, module)
        found: list[Reference] = []
        for each in self._turn(lambda: modules.module_names(self._image.root)):
            found += self._turn(lambda: references.callers_in(self._image.root, each, target))  # noqa: B023
        return found

    def callees(self, name: str, module: str | None = None) -> list[Reference]:
        """The definitions that this one refers to."""
        target = self._target(name, module)
        return self._turn(lambda: references.callees_of(self._image.root, target))

    def sleepers(self, name: str, module: str | None = None) -> list[Sleeper]:
        """The processes that stand in this definition, in the text of now or in a former one."""
        target = self._target(name, module)

        def found(pid: int) -> tuple[list[Sleeper], int | None]:
            root = self._image.root
            files = frozenset(self._files_of(target))
            some = list(islice(root.processes_from(pid), LOOKED_AT))
            sleepers = list(references.sleepers_among(iter(some), root, target, files))
            return sleepers, root.next_pid(some[-1].pid + 1) if len(some) == LOOKED_AT else None

        sleepers: list[Sleeper] = []
        pid: int | None = 0
        while pid is not None:
            some, pid = self._turn(lambda: found(pid))  # type: ignore[arg-type]  # noqa: B023
            sleepers += some
        return sleepers

    def _files_of(self, target: Reference) -> Iterator[str]:
        """The names of the texts that a definition has been in."""
        root = self._image.root
        place = modules.definition_in(root, target.module, target.name).place
        yield place.rpartition(":")[0]
        yield target.module
        for name in (target.name, ""):
            for number in numbers_of(root, target.module, name):
                change = change_of(root, number)
                if change is not None:
                    yield change.source

    # Changes

    def history(self, name: str, module: str | None = None) -> list[Change]:
        """The texts that a definition has had, as far as they are kept, the newest first.

        Those of a library count as far as they differ in this definition.
        """

        def found() -> list[Change]:
            root = self._image.root
            where = module if module is not None else self._home(name)
            most = keeping_of(root).each  # a few more may be there
            own = numbers_of(root, where, name)[-most:]
            numbers = {*own, *numbers_of(root, where, "")[-most:]}
            made: list[Change] = []
            for number in sorted(numbers):
                change = change_of(root, number)
                part = None if change is None else part_of(change, name)
                if part is not None and (not made or made[-1].text != part.text):
                    made.append(part)
            return made[::-1]

        return self._turn(found)

    def changes(self, before: int | None = None, limit: int = PAGE) -> list[Change]:
        """Entries of the image's change log, the newest first; those before a number."""
        first = END if before is None else before
        return self._turn(lambda: list(islice(changes_before(self._image.root, first), limit)))

    def change(self, number: int) -> Change:
        """An entry of the change log. CannotBrowse."""

        def found() -> Change:
            change = change_of(self._image.root, number)
            if change is None:
                raise CannotBrowse(f"the change log has no entry {number}, or has forgotten it")
            return change

        return self._turn(found)

    def diff(self, number: int, other: int | None = None, name: str | None = None) -> list[str]:
        """The lines by which an entry differs from another, or from the one before it."""
        new = self.change(number)
        if other is not None:
            old: Change | None = self.change(other)
        else:
            history = self.history(name or new.names[0], new.home)
            old = next((each for each in history if each.number < number), None)
        if name:
            new, old = part_of(new, name) or new, old and (part_of(old, name) or old)
        before = [] if old is None else old.text.splitlines()
        names = ("nothing" if old is None else f"#{old.number}", f"#{new.number}")
        return list(difflib.unified_diff(before, new.text.splitlines(), *names, lineterm=""))

    def keep_changes(self, each: int | None = None, all: int | None = None) -> Keeping:
        """How many entries are kept, of each definition and of all; the newest ones always are."""
        image = self._image

        def change() -> Keeping:
            now = keeping_of(image.root)
            wanted = Keeping(now.each if each is None else each, now.all if all is None else all)
            if min(wanted) < 1:
                raise CannotBrowse("at least 1 entry is kept")
            if wanted != now:
                keep_changes(image.root, wanted)
            return wanted

        return in_turn(image, lambda: image._change(change))

    def define(
        self, text: str, module: str | None = None, *, file: str = EDITED, line: int = 1
    ) -> None:
        """Evaluate definitions in a module: as they are in the change log, so in `revert`.

        Calls of a procedure by its variable call the new one from then on, at all members; what
        runs goes on with what it began. ProcessFailed where the text is wrong; nothing is lost
        of what was before then.
        """
        image = self._image
        home = module or image.root.interaction.name

        def begin() -> int:
            environment = modules.environment_named(image.root, home)
            if environment is None:
                raise _is_a_file(home)
            language = known_language("")
            start = language.start_evaluation(
                image.root.libraries, text, file, environment, [], line
            )
            pid: int = image._change(image._spawn_with(start, file, language))
            return pid

        finished(image, in_turn(image, begin))

    def revert(self, number: int, name: str | None = None) -> Change:
        """Define again what an entry defined: a new entry. Gives the old one.

        The definitions of a library that is there are defined in it, so all that has imported
        them has them; where its imports or exports are no longer the same, it is a new library.
        """
        change = self.change(number)
        own = (part_of(change, name) if name else None) or change
        if in_turn(self._image, lambda: modules.is_file(self._image.root, own.home)):
            raise _is_a_file(own.home)
        if own.names != ("",):
            self.define(own.text, own.home, file=own.source, line=own.line)
            return own
        now = in_turn(self._image, lambda: newest_of(self._image.root, own.home, ""))
        if now is None or declared_in(now) != declared_in(own):
            self.define(own.text, file=own.source, line=own.line)
            return own
        known = {each.name: each.text for each in self.definitions(own.home)}
        for each in parts_of(own):
            if known.get(each.names[0]) != each.text:
                self.define(each.text, own.home, file=each.source, line=each.line)
        return own

    # Finding

    def find_name(self, wanted: str, limit: int = PAGE) -> list[Reference]:
        """The definitions whose names are spelled nearly so, the best first."""
        found: list[tuple[int, int, Reference]] = []
        for at, module in enumerate(self._turn(lambda: modules.module_names(self._image.root))):
            names = self._turn(lambda: list(finding.names_like(self._image.root, module, wanted)))  # noqa: B023
            found += [(rank, at, each) for rank, each in names]
        found.sort(key=lambda each: (each[0], each[1], each[2].name))
        best: list[Reference] = []
        for _, _, each in found:
            if not any(self._is_same(each, other) for other in best if other.name == each.name):
                best.append(each)
            if len(best) == limit:
                break
        return best

    def _is_same(self, one: Reference, other: Reference) -> bool:
        return self._turn(lambda: finding.is_same(self._image.root, one, other))

    def find_text(self, wanted: str, limit: int = PAGE) -> list[Line]:
        """The lines in the texts of definitions that have that text in them."""
        if not wanted.strip():
            raise CannotBrowse("this needs a text to look for")
        found: list[Line] = []
        for module in self._turn(lambda: modules.module_names(self._image.root)):
            found += self._turn(lambda: list(finding.lines_with(self._image.root, module, wanted)))  # noqa: B023
            if len(found) >= limit:
                break
        return found[:limit]

    def is_known(self, place: str) -> bool:
        """Whether a breakpoint there could stop something: of a program's definition, or file.

        `place`: a procedure's name, also of an inner one; or "shop.scm:12".
        """
        return self.why_no_stop(place) is None

    def why_no_stop(self, place: str) -> str | None:
        """Why a breakpoint there would stop nothing; "" where no program has such a place.

        None where it could stop something.
        """
        breakpoint = breakpoint_at(place, "")
        root = self._image.root
        reason = ""
        for module in filter(modules.is_own, self._turn(lambda: modules.module_names(root))):
            stops, why = self._turn(lambda: finding.stops_in(root, module, breakpoint))  # noqa: B023
            if stops:
                return None
            reason = reason or why
        return reason

    def why_not_raised(self, kind: str) -> str | None:
        """Why a breakpoint on that kind, or class of exceptions, is likely to stop nothing.

        None where something of that name is known, or may be there.
        """
        return self._turn(lambda: raising.why_not_raised(self._image.root, kind))

    def find_by_example(
        self, arguments: list[str], result: str, *, limit: int = PAGE, timeout: float = 10.0
    ) -> list[Example]:
        """The procedures that give the result for the arguments, in some order; forms as text.

        Each is tried where nothing that it does is seen, for a moment. Functions of programs of
        regular Python are among them, where the texts are Python: "[1, 2]"; what these would have
        to do outside is refused. CannotBrowse where one of the texts has a value in no language.
        """
        image = self._image
        until = monotonic() + timeout
        found: list[Example] = []
        files = TryingFiles(image.root, arguments, result)
        refused = self._tried(arguments, result, found, limit, until)
        run = files.run()
        while not in_turn(image, lambda: step(run, found, limit)):
            if monotonic() > until:
                break
        if refused is not None and not files.has_values:
            raise refused
        return found

    def _tried(
        self, arguments: list[str], result: str, found: list[Example], limit: int, until: float
    ) -> CannotBrowse | None:
        """Try the image's own procedures; gives why one of the forms has no value."""
        image = self._image
        workspace = in_turn(image, image._asking.workspace)
        try:
            run = Trying(workspace, image.scheduler.monitor, arguments, result).run()
            while not in_turn(image, lambda: step(run, found, limit)):
                if monotonic() > until:
                    break
        except CannotBrowse as refused:
            return refused
        finally:
            in_turn(image, lambda: image._asking.give_back(workspace))
        return None

    # Files

    def file_out(self, module: str) -> Filed:
        """A module as a text, which gives the same definitions where it is loaded."""
        return self._turn(lambda: filing.filed_out(self._image.root, module))

    # Helpers

    def _target(self, name: str, module: str | None) -> Reference:
        return self._turn(lambda: Reference(*self._named(name, module)))

    def _named(self, name: str, module: str | None) -> tuple[str, str]:
        """The module and the name that are meant; CannotBrowse."""
        if module is None:
            module = self._home(name)
        module, name = modules.home_of(self._image.root, module, name)
        modules.definition_in(self._image.root, module, name)
        return module, name

    def _home(self, name: str) -> str:
        """The module that defines a name, as the interaction environment sees it first."""
        root = self._image.root
        home = root.interaction.imported.get(name)
        if home and home in root.libraries:
            return modules.home_of(root, home, name)[0]
        found = modules.modules_defining(root, name)
        if not found:
            raise CannotBrowse(f"no module defines {name}; find {name} looks for names like it")
        return found[0]

    def _turn(self, work: Callable[[], T]) -> T:
        return in_turn(self._image, work)


def _is_a_file(home: str) -> CannotBrowse:
    return CannotBrowse(
        f"{home} is a file: change it there; new processes have it then, and `perdure upgrade` "
        "moves those of regular Python that there are"
    )


LOOKED_AT: Final = 200  #: processes that are looked at in one turn


def step(run: Iterator[Example | None], found: list[Example], limit: int) -> bool:
    """Go on with a search for a while; whether it is over."""
    until = monotonic() + TURN
    for each in run:
        if each is not None:
            found.append(each)
        if len(found) >= limit:
            return True
        if monotonic() > until:
            return False
    return True
