"""`format` (SRFI 28), and strings that change their length (SRFI 118).

Neighbours: perdure.vm.primitives.strings, perdure.vm.objects.printer.
"""

from __future__ import annotations

from perdure.languages.scheme.runtime.decorators import effectful, pure
from perdure.vm.objects.atoms import Char
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import String, Value, new_string
from perdure.vm.objects.printer import display_text, write_text
from perdure.vm.objects.singletons import DEFAULT, UNSPECIFIED
from perdure.vm.primitives.checks import bounds_of, text_of
from perdure.vm.primitives.strings import changeable

_WRITERS = {"a": display_text, "s": write_text}


@pure("%format")
def format_(template: Value, *operands: Value) -> Value:
    """The template with ~a and ~s replaced by the operands, as `display` and `write` have them."""
    who = "format"
    first, *parts = text_of(who, template).split("~")
    made = [first]
    left = list(reversed(operands))
    pieces = iter(parts)
    for piece in pieces:
        kind = piece[:1].lower()
        if kind in _WRITERS:
            if not left:
                raise fault(who, f"no object is left for ~{kind}:", template)
            made.append(_WRITERS[kind](left.pop()) + piece[1:])
        elif kind == "%":
            made.append("\n" + piece[1:])
        elif kind == "" and (after := next(pieces, None)) is not None:  # two in a row
            made.append("~" + after)
        else:
            shown = f"~{kind}" if kind else "a ~ at the end"
            raise fault(who, f"expected ~a, ~s, ~% or ~~, got {shown}:", template)
    if left:
        raise fault(who, f"{len(left)} objects more than the template has places for:", template)
    return new_string("".join(made))


@effectful("string-append!")
def string_append_into(s: Value, *parts: Value) -> Value:
    """Add strings and characters at the end of a string."""
    who = "string-append!"
    target = changeable(who, s)
    added = []
    for part in parts:
        if type(part) is Char:
            added.append(part.letter)
        elif type(part) is String:
            added.append(part.text)
        else:
            raise wrong_type(who, "a string or a character", part)
    target.text += "".join(added)
    return UNSPECIFIED


@effectful("string-replace!")
def string_replace_into(
    to: Value,
    start: Value,
    end: Value,
    source: Value,
    source_start: Value = DEFAULT,
    source_end: Value = DEFAULT,
) -> Value:
    """Put a part of `source` in the place of a part of `to`; the lengths may differ."""
    who = "string-replace!"
    target = changeable(who, to)
    text = text_of(who, source)
    first, last = bounds_of(who, len(target.text), start, end)
    source_first, source_last = bounds_of(who, len(text), source_start, source_end)
    part = text[source_first:source_last]
    target.text = target.text[:first] + part + target.text[last:]
    return UNSPECIFIED
