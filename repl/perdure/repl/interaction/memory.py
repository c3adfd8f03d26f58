"""The REPL's memory in the image: its history, the forms entered, their values.

In the root's `kept`: trees of texts and numbers (`history`; `forms`, pid, text and member by
number; `unseen`, the numbers of those whose end has not been shown), and the variables
`$1`, `$2`, ... in the image's environment.

Several REPLs may be on a shared image. A form belongs to the one where it was entered, or
attached last, as long as that is open; then to whichever is opened next.

Read by: perdure.repl.interaction.loop, perdure.repl.interaction.commands.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from perdure.image import Image
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Value, Values
from perdure.vm.objects.procedures import Cell
from perdure.vm.objects.singletons import UNSPECIFIED

KEY = "repl "
FORMS = 1_000  #: how many entered forms are remembered
VALUES = 100  #: how many of their values
HISTORY = 2_000  #: how many entries


@dataclass(frozen=True, slots=True)
class Form:
    """A form that was entered: a process."""

    number: int
    pid: int
    text: str
    member: str = ""  #: of a shared image: which one entered it, or attached it last

    @property
    def title(self) -> str:
        """On one line, not too long."""
        line = " ".join(self.text.split())
        return line if len(line) <= 48 else line[:45] + "..."


def source_name(number: int) -> str:
    """The name by which positions in a form's text call it."""
    return f"<repl {number}>"


def _find(image: Image, name: str) -> Any:
    """The tree of that name, to read; empty where nothing was kept yet."""
    return image.workbench.kept(KEY + name)


def _made(image: Image, name: str) -> Any:
    """The same within a transaction, to write."""
    return image.workbench.keep(KEY + name)


# Forms


def start(
    image: Image,
    text: str,
    *,
    name: str = "",
    title: str = "",
    folder: Path | None = None,
    latest: str = "",
) -> Form:
    """Start a form as a process and remember it, in one transaction.

    For a file that is loaded, `name` is what errors call it and `title` what lists do.
    `latest` names this REPL's last value, as which `$` is to be known.
    """
    member = image.member or ""
    search_path = [str(folder or Path.cwd())]
    bench = image.workbench

    def change() -> Form:
        forms, unseen = _made(image, "forms"), _made(image, "unseen")
        number = forms.maxKey() + 1 if forms else 1
        called = name or source_name(number)
        pid = bench.create(text, called, search_path)
        forms[number] = _stored(form := Form(number, pid, title or text, member))
        unseen[number] = True
        if latest and member:  # where another REPL may have set `$`
            found = bench.interaction.find(latest)
            if isinstance(found, Cell):  # else it was too long ago
                bench.define("$", found.value)
        while number - forms.minKey() >= FORMS:
            unseen.pop(forms.minKey(), None)
            forms.pop_first()
        return form

    return bench.change(change)


class Entering:
    """A form that is being entered; it is started once, also where the image's server goes.

    Then `start` is to be called again: whether it was started is looked for.
    """

    def __init__(self, text: str, **options: Any) -> None:
        self._text = text
        self._options = options  #: those of `start`
        self._after = -1  #: the last form's number before it was tried

    def start(self, image: Image) -> Form:
        if self._after < 0:
            forms = _find(image, "forms")
            self._after = forms.maxKey() if forms else 0
        else:
            image.refresh()
            title = self._options.get("title") or self._text
            for number, stored in reversed(list(_find(image, "forms").items())):
                form = Form(number, *stored)
                if number > self._after and (form.text, form.member) == (title, image.member):
                    return form
        return start(image, self._text, **self._options)


def _stored(form: Form) -> tuple[Any, ...]:
    stored = (form.pid, form.text)
    return (*stored, form.member) if form.member else stored


def take(image: Image, form: Form) -> None:
    """It belongs to this REPL from now on."""
    member = image.member
    if member is not None and member != form.member:
        taken = Form(form.number, form.pid, form.text, member)
        image.workbench.change(lambda: _made(image, "forms").update({form.number: _stored(taken)}))


def find_form(image: Image, number: int) -> Form | None:
    found = _find(image, "forms").get(number)
    return None if found is None else Form(number, *found)


def form_of(image: Image, pid: int) -> Form | None:
    """The form that the process is for."""
    for number, stored in reversed(list(_find(image, "forms").items())):
        if stored[0] == pid:
            return Form(number, *stored)
    return None


def titles(image: Image) -> dict[int, str]:
    """The remembered forms' titles, by pid."""
    forms = (Form(number, *stored) for number, stored in _find(image, "forms").items())
    return {form.pid: form.title for form in forms}


def own(image: Image) -> list[Form]:
    """The remembered forms but those of another REPL that is open, the oldest first.

    Those whose processes have been forgotten are left out.
    """
    forms = (Form(number, *stored) for number, stored in _find(image, "forms").items())
    return [form for form in forms if is_own(image, form)]


def is_own(image: Image, form: Form) -> bool:
    is_there = image.workbench.find_state(form.pid) is not None
    return is_there and not image.is_member_open(form.member)


def unseen(image: Image) -> list[Form]:
    """The forms among these whose end has not been shown."""
    found = (find_form(image, number) for number in _find(image, "unseen"))
    return [form for form in found if form and is_own(image, form)]


def mark_seen(image: Image, form: Form, value: Value = UNSPECIFIED) -> list[tuple[str, Value]]:
    """Its end is being shown; the variables that hold its values from now on."""
    parts = value.several if type(value) is Values else (value,)
    several = [part for part in parts if part is not UNSPECIFIED]
    named = [
        (f"${form.number}" if number == 0 else f"${form.number}.{number + 1}", part)
        for number, part in enumerate(several)
    ]
    bench = image.workbench

    def change() -> None:
        _made(image, "unseen").pop(form.number, None)
        for name, part in named:
            bench.define(name, part)
        for name in list(bench.interaction.bindings.keys("$", "%")):
            number = name[1:].partition(".")[0]
            if number.isdigit() and int(number) <= form.number - VALUES:
                bench.forget_name(name)
        if named:
            bench.define("$", named[-1][1])

    bench.change(change)
    return named


# History


def history(image: Image) -> Iterator[str]:
    """Entries, the oldest first."""
    yield from _find(image, "history").values()


def add_to_history(image: Image, text: str) -> None:
    def change() -> None:
        entries = _made(image, "history")
        if entries and entries[entries.maxKey()] == text:
            return
        entries.append(text)
        while entries.maxKey() - entries.minKey() >= HISTORY:
            entries.pop_first()

    image.workbench.change(change)
