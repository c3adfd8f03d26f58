"""`read`: data from a port (R7RS 6.13.2).

A port may have a part of its text only: where a datum is not complete, or could go
on, the port is asked for more and the datum read again from its beginning. A console
waits for that.

Reads: perdure.languages.scheme.reader, perdure.languages.scheme.runtime.ports.ports.
"""

from __future__ import annotations

from perdure.languages.scheme.reader import Reader
from perdure.languages.scheme.reader.faults import ReadFault
from perdure.languages.scheme.reader.syntax import Syntax, to_datum
from perdure.languages.scheme.runtime.decorators import effectful, own
from perdure.languages.scheme.runtime.ports.ports import text_input
from perdure.vm.objects.conditions import Fault, fault
from perdure.vm.objects.data import Value
from perdure.vm.objects.files import FileInput, read_bytes
from perdure.vm.objects.ports import ConsoleInput, InputPort
from perdure.vm.objects.singletons import DEFAULT, EOF


@effectful("read")
def read(port: Value = DEFAULT) -> Value:
    """The next datum, which may be changed; the end-of-file object at the end."""
    source = text_input("read", port)
    while True:
        reader = _reader_of(source)
        form: Syntax | None = None
        wrong: ReadFault | None = None
        try:
            form = reader.read()
        except ReadFault as error:
            wrong = error
        if not _may_go_on(reader) or not source.more(own("read"), port):
            break
    # Past what is wrong, too: who goes on after an error must not meet it for ever.
    source.position = reader.offset
    source.folds = reader.fold
    if wrong is not None:
        raise _described(wrong, source)
    source._v_reader = reader
    return EOF if form is None else to_datum(form, literal=False)


def _reader_of(source: InputPort) -> Reader:
    """A reader at the port's position: the last one, if it is there still.

    For a new one must count the lines before it.
    """
    known: Reader | None = source._v_reader
    source._v_reader = None
    if known is not None and known.text is source.source and known.offset == source.position:
        return known
    return Reader(source.source, "", source.position, source.folds)


def _may_go_on(reader: Reader) -> bool:
    """Whether what follows the text could make another datum of it."""
    text, end = reader.text, reader.offset
    if end < len(text):
        return False
    # A closing parenthesis or quote ends a datum by itself, unless it is a character.
    return text[end - 1 : end] not in (")", '"', "|") or text[end - 3 : end - 1] == "#\\"


def _described(wrong: ReadFault, source: InputPort) -> Fault:
    """The error for the program: where in the port's text, for people, is in its message."""
    condition = wrong.payload
    return fault("read", condition.message + _place(condition.position, source), kind="read")


def _place(position: str, source: InputPort) -> str:
    if isinstance(source, ConsoleInput):
        return ""
    _, line_text, column_text = position.rsplit(":", 2)
    line, column = int(line_text), int(column_text)
    if isinstance(source, FileInput):
        start = source.end - len(source.source.encode())
        before = read_bytes("read", source.path, 0, start)
        if line == 1:
            column += len(before[before.rfind(b"\n") + 1 :].decode("utf-8-sig", "replace"))
        line += before.count(b"\n")
    return f" (line {line}, column {column} of {source.name})"
