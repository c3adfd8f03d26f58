"""Reading from ports and writing to them.

An absent port is the one in effect, which the machine knows. What goes to the
console is handed to the host, which shows it once the slice has committed; what
comes from it is the host's too. A process that reads what is not there yet waits.

Neighbours: perdure.vm.objects.ports, perdure.vm.objects.files, perdure.vm.objects.printer.
"""

from __future__ import annotations

from typing import Any

from perdure.languages.scheme.runtime.decorators import control, effectful, own, predicate, pure
from perdure.vm.context import machine
from perdure.vm.objects.atoms import chars
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Bytevector, Value, new_string
from perdure.vm.objects.files import FileInput, FileOutput
from perdure.vm.objects.ports import (
    CONSOLE,
    CONSOLE_INPUT,
    BytesInput,
    BytesOutput,
    ConsoleInput,
    InputPort,
    StringInput,
    StringOutput,
)
from perdure.vm.objects.printer import display_text, shared_text, simple_text, write_text
from perdure.vm.objects.singletons import DEFAULT, EOF, FALSE, TRUE, UNSPECIFIED
from perdure.vm.primitives.bytevectors import changeable, data_of
from perdure.vm.primitives.checks import bounds_of, byte_of, char_of, size_of, text_of
from perdure.vm.signals import Capture

# Kinds of ports ------------------------------------------------------------

_INPUTS = (StringInput, BytesInput, FileInput)
_OUTPUTS = (StringOutput, BytesOutput, FileOutput)
_CONSOLE = (CONSOLE, CONSOLE_INPUT)


@predicate("port?")
def is_port(x: Value) -> bool:
    return is_input_port(x) or is_output_port(x)


@predicate("input-port?")
def is_input_port(x: Value) -> bool:
    return type(x) in _INPUTS or x is CONSOLE_INPUT


@predicate("output-port?")
def is_output_port(x: Value) -> bool:
    return type(x) in _OUTPUTS or x is CONSOLE


@predicate("textual-port?")
def is_textual_port(x: Value) -> bool:
    return is_port(x) and not is_binary_port(x)


@predicate("binary-port?")
def is_binary_port(x: Value) -> bool:
    kind = type(x)
    if kind is FileInput or kind is FileOutput:
        return bool(x.is_binary)
    return kind is BytesInput or kind is BytesOutput


@predicate("input-port-open?")
def is_input_open(port: Value) -> bool:
    if not is_input_port(port):
        raise wrong_type("input-port-open?", "an input port", port)
    return port is CONSOLE_INPUT or bool(port.is_open)


@predicate("output-port-open?")
def is_output_open(port: Value) -> bool:
    if not is_output_port(port):
        raise wrong_type("output-port-open?", "an output port", port)
    return port is CONSOLE or bool(port.is_open)


def _close(who: str, port: Value) -> Value:
    """Close a port. What goes to a file does so at the commit, and the caller is told how."""
    if type(port) is FileOutput:
        port.close(who)
    elif port not in _CONSOLE:
        port.is_open = False
    return UNSPECIFIED


@effectful("close-port")
def close_port(port: Value) -> Value:
    if not is_port(port):
        raise wrong_type("close-port", "a port", port)
    return _close("close-port", port)


@effectful("close-input-port")
def close_input_port(port: Value) -> Value:
    if not is_input_port(port):
        raise wrong_type("close-input-port", "an input port", port)
    return _close("close-input-port", port)


@effectful("close-output-port")
def close_output_port(port: Value) -> Value:
    if not is_output_port(port):
        raise wrong_type("close-output-port", "an output port", port)
    return _close("close-output-port", port)


@pure("%console-port")
def console_port() -> Value:
    return CONSOLE


@pure("%console-input-port")
def console_input_port() -> Value:
    return CONSOLE_INPUT


@pure("open-input-string")
def open_input_string(s: Value) -> Value:
    return StringInput(text_of("open-input-string", s))


@pure("open-output-string")
def open_output_string() -> Value:
    return StringOutput()


@pure("get-output-string")
def get_output_string(port: Value) -> Value:
    if type(port) is not StringOutput:
        raise wrong_type("get-output-string", "a string output port", port)
    return new_string(port.collected())


@pure("open-input-bytevector")
def open_input_bytevector(b: Value) -> Value:
    return BytesInput(bytes(data_of("open-input-bytevector", b)))


@pure("open-output-bytevector")
def open_output_bytevector() -> Value:
    return BytesOutput()


@pure("get-output-bytevector")
def get_output_bytevector(port: Value) -> Value:
    if type(port) is not BytesOutput:
        raise wrong_type("get-output-bytevector", "a bytevector output port", port)
    return Bytevector(bytearray(port.collected()))


# Writing -------------------------------------------------------------------


def put(who: str, text: str, port: Value) -> Value:
    """Write the text to a textual output port."""
    if port is DEFAULT:
        port = machine().output_port()
    if type(port) is StringOutput:
        if not port.is_open:
            raise fault(who, "the port is closed", port)
        port._p_changed = True  # type: ignore[misc]
        port.pieces.append(text)
    elif port is CONSOLE:
        machine().host.write_output(text)
    elif type(port) is FileOutput and not port.is_binary:
        port.write(who, text.encode())
    else:
        raise wrong_type(who, "a textual output port", port)
    return UNSPECIFIED


@effectful("write")
def write(x: Value, port: Value = DEFAULT) -> Value:
    return put("write", write_text(x), port)


@effectful("write-shared")
def write_shared(x: Value, port: Value = DEFAULT) -> Value:
    return put("write-shared", shared_text(x), port)


@effectful("write-simple")
def write_simple(x: Value, port: Value = DEFAULT) -> Value:
    return put("write-simple", simple_text(x), port)


@effectful("display")
def display(x: Value, port: Value = DEFAULT) -> Value:
    return put("display", display_text(x), port)


@effectful("newline")
def newline(port: Value = DEFAULT) -> Value:
    return put("newline", "\n", port)


@effectful("write-char")
def write_char(c: Value, port: Value = DEFAULT) -> Value:
    return put("write-char", char_of("write-char", c), port)


@effectful("write-string")
def write_string(
    s: Value, port: Value = DEFAULT, start: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    text = text_of("write-string", s)
    if start is DEFAULT:
        return put("write-string", text, port)
    first, last = bounds_of("write-string", len(text), start, end)
    return put("write-string", text[first:last], port)


@effectful("write-line")
def write_line(x: Value, port: Value = DEFAULT) -> Value:
    return put("write-line", write_text(x) + "\n", port)


@effectful("write-u8")
def write_u8(x: Value, port: Value = DEFAULT) -> Value:
    return _put_bytes("write-u8", bytes((byte_of("write-u8", x),)), port)


@effectful("write-bytevector")
def write_bytevector(
    b: Value, port: Value = DEFAULT, start: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    data = data_of("write-bytevector", b)
    first, last = bounds_of("write-bytevector", len(data), start, end)
    return _put_bytes("write-bytevector", bytes(data[first:last]), port)


def _put_bytes(who: str, data: bytes, port: Value) -> Value:
    if port is DEFAULT:
        port = machine().output_port()
    if type(port) is FileOutput and port.is_binary:
        port.write(who, data)
    elif type(port) is not BytesOutput:
        raise wrong_type(who, "a binary output port", port)
    elif not port.is_open:
        raise fault(who, "the port is closed", port)
    else:
        port.write(data)
    return UNSPECIFIED


@control("flush-output-port", "flush-output")
def flush(port: Value = DEFAULT) -> Value:
    """Wait until what was printed has been seen, or what was written is in the file."""
    if port is DEFAULT:
        port = machine().output_port()
    elif not is_output_port(port):
        raise wrong_type("flush-output-port", "an output port", port)
    if type(port) is FileOutput:
        port.flush("flush-output-port")
    if port is CONSOLE and machine().host.has_printed():
        raise Capture("begin")
    return UNSPECIFIED


# Reading -------------------------------------------------------------------


def text_input(who: str, port: Value) -> InputPort:
    """The open textual port that is read from where the program gave `port`."""
    if port is DEFAULT:
        port = machine().input_port()
    if port is CONSOLE_INPUT:
        return _console_input(who)
    if type(port) is not StringInput and (type(port) is not FileInput or port.is_binary):
        raise wrong_type(who, "a textual input port", port)
    if not port.is_open:
        raise fault(who, "the port is closed", port)
    return port


def _console_input(who: str) -> InputPort:
    """The port of what was typed for the running process, and of what will be."""
    found: InputPort | None = machine().host.console_input()
    if found is None:
        raise fault(who, "this machine has no console to read from; give a port")
    return found


def _bytes_input(who: str, port: Value) -> InputPort:
    if port is DEFAULT:
        port = machine().input_port()
    if type(port) is not BytesInput and (type(port) is not FileInput or not port.is_binary):
        raise wrong_type(who, "a binary input port", port)
    if not port.is_open:
        raise fault(who, "the port is closed", port)
    found: InputPort = port
    return found


def _has_next(source: InputPort, who: str, port: Value) -> bool:
    return source.position < len(source.source) or source.more(own(who), port)


def _taken(source: InputPort, size: int, who: str, *arguments: Value) -> Any:
    """So many characters or bytes, fewer at the end; none only there."""
    while len(source.source) - source.position < size and source.more(own(who), *arguments):
        pass
    at = source.position
    taken = source.source[at : at + size]
    source.position = at + len(taken)
    return taken


@effectful("read-char")
def read_char(port: Value = DEFAULT) -> Value:
    if type(port) is StringInput and port.is_open:
        at, text = port.position, port.source
        if at >= len(text):
            return EOF
        port.position = at + 1
        return chars[text[at]]
    source = text_input("read-char", port)
    if not _has_next(source, "read-char", port):
        return EOF
    source.position = at = source.position + 1
    return chars[source.source[at - 1]]


@effectful("peek-char")
def peek_char(port: Value = DEFAULT) -> Value:
    if type(port) is StringInput and port.is_open:
        at, text = port.position, port.source
        return chars[text[at]] if at < len(text) else EOF
    source = text_input("peek-char", port)
    if not _has_next(source, "peek-char", port):
        return EOF
    return chars[source.source[source.position]]


@effectful("char-ready?")
def is_char_ready(port: Value = DEFAULT) -> Value:
    source = text_input("char-ready?", port)
    if type(source) is not ConsoleInput or source.has_ended:
        return TRUE
    if source.position < len(source.source):
        return TRUE
    machine().host.want_input()
    return FALSE


@effectful("read-line")
def read_line(port: Value = DEFAULT) -> Value:
    """Up to a line feed, a carriage return, or one after the other."""
    source = text_input("read-line", port)
    while True:
        at, text = source.position, source.source
        end = text.find("\n", at)
        before = text.find("\r", at, end if end >= 0 else len(text))
        if 0 <= before < len(text) - 1:
            after = before + 2 if text[before + 1] == "\n" else before + 1
            source.position = after
            return new_string(text[at:before])
        if end >= 0:
            source.position = end + 1
            return new_string(text[at:end])
        if not source.more(own("read-line"), port):
            break
    if at >= len(text):
        return EOF
    source.position = len(text)
    return new_string(text[at:before] if before >= 0 else text[at:])


@effectful("read-string")
def read_string(k: Value, port: Value = DEFAULT) -> Value:
    if is_input_port(k):  # some older code gives the port first
        k, port = port, k
    size = size_of("read-string", k)
    text = _taken(text_input("read-string", port), size, "read-string", k, port)
    return new_string(text) if text or not size else EOF


@effectful("read-u8")
def read_u8(port: Value = DEFAULT) -> Value:
    source = _bytes_input("read-u8", port)
    if not _has_next(source, "read-u8", port):
        return EOF
    source.position = at = source.position + 1
    return source.source[at - 1]


@effectful("peek-u8")
def peek_u8(port: Value = DEFAULT) -> Value:
    source = _bytes_input("peek-u8", port)
    return source.source[source.position] if _has_next(source, "peek-u8", port) else EOF


@effectful("u8-ready?")
def is_u8_ready(port: Value = DEFAULT) -> Value:
    _bytes_input("u8-ready?", port)
    return TRUE


@effectful("read-bytevector")
def read_bytevector(k: Value, port: Value = DEFAULT) -> Value:
    size = size_of("read-bytevector", k)
    data = _taken(_bytes_input("read-bytevector", port), size, "read-bytevector", k, port)
    return Bytevector(bytearray(data)) if data or not size else EOF


@effectful("read-bytevector!")
def read_bytevector_into(
    b: Value, port: Value = DEFAULT, start: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    """How many bytes were read into the bytevector, or the end-of-file object."""
    who = "read-bytevector!"
    target = changeable(who, b)
    first, last = bounds_of(who, len(target), start, end)
    data = _taken(_bytes_input(who, port), last - first, who, b, port, start, end)
    if not data and first < last:
        return EOF
    target[first : first + len(data)] = data
    b._p_changed = True
    return len(data)
