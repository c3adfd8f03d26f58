"""Reading from ports and writing to them.

An absent port is the one in effect, which the machine knows. What goes to the
console is handed to the host, which shows it once the slice has committed.

Neighbours: perdure.vm.values.ports, perdure.vm.printer.
"""

from __future__ import annotations

from perdure.vm.builtins.bytevectors import changeable, data_of
from perdure.vm.builtins.checks import bounds_of, byte_of, char_of, size_of, text_of
from perdure.vm.builtins.registry import effectful, predicate, pure
from perdure.vm.printer import display_text, shared_text, simple_text, write_text
from perdure.vm.surroundings import machine
from perdure.vm.values.atoms import char, chars
from perdure.vm.values.conditions import fault, wrong_type
from perdure.vm.values.data import Bytevector, Value, new_string
from perdure.vm.values.ports import (
    CONSOLE,
    BytesInput,
    BytesOutput,
    ConsolePort,
    StringInput,
    StringOutput,
)
from perdure.vm.values.singletons import DEFAULT, EOF, TRUE, UNSPECIFIED

# Kinds of ports ------------------------------------------------------------

_INPUTS = (StringInput, BytesInput)
_OUTPUTS = (StringOutput, BytesOutput, ConsolePort)
_TEXTUAL = (StringInput, StringOutput, ConsolePort)
_BINARY = (BytesInput, BytesOutput)


@predicate("port?")
def is_port(x: Value) -> bool:
    return type(x) in _INPUTS or type(x) in _OUTPUTS


@predicate("input-port?")
def is_input_port(x: Value) -> bool:
    return type(x) in _INPUTS


@predicate("output-port?")
def is_output_port(x: Value) -> bool:
    return type(x) in _OUTPUTS


@predicate("textual-port?")
def is_textual_port(x: Value) -> bool:
    return type(x) in _TEXTUAL


@predicate("binary-port?")
def is_binary_port(x: Value) -> bool:
    return type(x) in _BINARY


@predicate("input-port-open?")
def is_input_open(port: Value) -> bool:
    if type(port) not in _INPUTS:
        raise wrong_type("input-port-open?", "an input port", port)
    return bool(port.is_open)


@predicate("output-port-open?")
def is_output_open(port: Value) -> bool:
    if type(port) not in _OUTPUTS:
        raise wrong_type("output-port-open?", "an output port", port)
    return port is CONSOLE or bool(port.is_open)


def _close(who: str, kinds: tuple[type, ...], expected: str, port: Value) -> Value:
    if type(port) not in kinds:
        raise wrong_type(who, expected, port)
    if port is not CONSOLE:
        port.is_open = False
    return UNSPECIFIED


@effectful("close-port")
def close_port(port: Value) -> Value:
    return _close("close-port", _INPUTS + _OUTPUTS, "a port", port)


@effectful("close-input-port")
def close_input_port(port: Value) -> Value:
    return _close("close-input-port", _INPUTS, "an input port", port)


@effectful("close-output-port")
def close_output_port(port: Value) -> Value:
    return _close("close-output-port", _OUTPUTS, "an output port", port)


@pure("%console-port")
def console_port() -> Value:
    return CONSOLE


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
    return Bytevector(bytearray(port.written))


# Writing -------------------------------------------------------------------


def put(who: str, text: str, port: Value) -> Value:
    """Write the text to a textual output port."""
    if port is DEFAULT:
        port = machine().output_port()
    if type(port) is StringOutput:
        if not port.is_open:
            raise fault(who, "the port is closed", port)
        port.pieces.append(text)
        port._p_changed = True  # type: ignore[misc]
    elif port is CONSOLE:
        machine().host.write_output(text)
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
    first, last = bounds_of("write-string", len(text), start, end)
    return put("write-string", text[first:last], port)


@effectful("write-line")
def write_line(x: Value, port: Value = DEFAULT) -> Value:
    return put("write-line", write_text(x) + "\n", port)


@effectful("write-u8")
def write_u8(x: Value, port: Value) -> Value:
    return _put_bytes("write-u8", bytes((byte_of("write-u8", x),)), port)


@effectful("write-bytevector")
def write_bytevector(b: Value, port: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    data = data_of("write-bytevector", b)
    first, last = bounds_of("write-bytevector", len(data), start, end)
    return _put_bytes("write-bytevector", bytes(data[first:last]), port)


def _put_bytes(who: str, data: bytes, port: Value) -> Value:
    if type(port) is not BytesOutput:
        raise wrong_type(who, "a binary output port", port)
    if not port.is_open:
        raise fault(who, "the port is closed", port)
    port.write(data)
    return UNSPECIFIED


@effectful("flush-output-port", "flush-output")
def flush(port: Value = DEFAULT) -> Value:
    if port is not DEFAULT and type(port) not in _OUTPUTS:
        raise wrong_type("flush-output-port", "an output port", port)
    return UNSPECIFIED


# Reading -------------------------------------------------------------------


def _text_input(who: str, port: Value) -> StringInput:
    if port is DEFAULT:
        raise fault(who, "a process has no standard input; give a port")
    if type(port) is not StringInput:
        raise wrong_type(who, "a textual input port", port)
    if not port.is_open:
        raise fault(who, "the port is closed", port)
    return port


@effectful("read-char")
def read_char(port: Value = DEFAULT) -> Value:
    if type(port) is not StringInput or not port.is_open:
        port = _text_input("read-char", port)
    at, text = port.position, port.source
    if at >= len(text):
        return EOF
    port.position = at + 1
    return chars[text[at]]


@effectful("peek-char")
def peek_char(port: Value = DEFAULT) -> Value:
    source = _text_input("peek-char", port)
    at = source.position
    return char(source.source[at]) if at < len(source.source) else EOF


@effectful("char-ready?")
def is_char_ready(port: Value = DEFAULT) -> Value:
    _text_input("char-ready?", port)
    return TRUE


@effectful("read-line")
def read_line(port: Value = DEFAULT) -> Value:
    source = _text_input("read-line", port)
    at = source.position
    if at >= len(source.source):
        return EOF
    end = source.source.find("\n", at)
    source.position = len(source.source) if end < 0 else end + 1
    return new_string(source.source[at:] if end < 0 else source.source[at:end])


@effectful("read-string")
def read_string(k: Value, port: Value = DEFAULT) -> Value:
    if type(k) in _INPUTS:  # some older code gives the port first
        k, port = port, k
    size = size_of("read-string", k)
    source = _text_input("read-string", port)
    at = source.position
    if at >= len(source.source) and size:
        return EOF
    source.position = min(at + size, len(source.source))
    return new_string(source.source[at : source.position])


def _bytes_input(who: str, port: Value) -> BytesInput:
    if port is DEFAULT:
        raise fault(who, "a process has no standard input; give a port")
    if type(port) is not BytesInput:
        raise wrong_type(who, "a binary input port", port)
    if not port.is_open:
        raise fault(who, "the port is closed", port)
    return port


@effectful("read-u8")
def read_u8(port: Value = DEFAULT) -> Value:
    source = _bytes_input("read-u8", port)
    at = source.position
    if at >= len(source.source):
        return EOF
    source.position = at + 1
    return source.source[at]


@effectful("peek-u8")
def peek_u8(port: Value = DEFAULT) -> Value:
    source = _bytes_input("peek-u8", port)
    at = source.position
    return source.source[at] if at < len(source.source) else EOF


@effectful("u8-ready?")
def is_u8_ready(port: Value = DEFAULT) -> Value:
    _bytes_input("u8-ready?", port)
    return TRUE


@effectful("read-bytevector")
def read_bytevector(k: Value, port: Value = DEFAULT) -> Value:
    size = size_of("read-bytevector", k)
    source = _bytes_input("read-bytevector", port)
    at = source.position
    if at >= len(source.source) and size:
        return EOF
    source.position = min(at + size, len(source.source))
    return Bytevector(bytearray(source.source[at : source.position]))


@effectful("read-bytevector!")
def read_bytevector_into(
    b: Value, port: Value = DEFAULT, start: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    """How many bytes were read into the bytevector, or the end-of-file object."""
    target = changeable("read-bytevector!", b)
    first, last = bounds_of("read-bytevector!", len(target), start, end)
    source = _bytes_input("read-bytevector!", port)
    at = source.position
    if at >= len(source.source) and first < last:
        return EOF
    data = source.source[at : at + last - first]
    target[first : first + len(data)] = data
    b._p_changed = True
    source.position = at + len(data)
    return len(data)
