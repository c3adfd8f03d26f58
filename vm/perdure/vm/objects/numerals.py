"""Numbers as text: what the reader, `string->number` and `number->string` share.

The grammar is that of R7RS 7.1.1 (`<num R>`): radix and exactness prefixes,
integers, rationals, decimals, infinities, and complex numbers in both notations.
A complex number is exact if both of its parts are written so; one whose imaginary
part is an exact 0 is read as the real number it is.

Beyond that grammar, a point may stand in any radix, so that an inexact number
written in radix 2 can be read again.

Python refuses to convert integers of more than 4,300 digits at once (a guard
against slow input, and global to the process, so we leave it alone); long ones
go in halves.
"""

from __future__ import annotations

import cmath
import math
import re
from fractions import Fraction
from typing import Any

from perdure.vm.objects.numbers import ExactComplex, exact_complex, rational

_DIGITS = {2: "01", 8: "0-7", 10: "0-9", 16: "0-9a-f"}
_PREFIX = re.compile(r"#([xbodei])", re.IGNORECASE)
_RADIX = {"b": 2, "o": 8, "d": 10, "x": 16}
_LIMIT = 4000  #: digits that Python converts at once
_SHORT = 10**300  #: integers below are surely shorter than that
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"([+-]?)([0-9]*)\.?([0-9]*)(?:e([+-]?[0-9]+))?")
_ZERO_BELOW = re.compile(r"[+-]?[0-9]+/0+")
LARGEST_EXPONENT = 1_000_000  #: of an exact number written with one


def _patterns(radix: int) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for a whole real and for a whole complex number in that radix."""
    digit = f"[{_digit_class(radix)}]"
    unsigned = rf"{digit}+/{digit}+|{digit}+(?:\.{digit}*)?|\.{digit}+"
    if radix == 10:
        unsigned = r"[0-9]+/[0-9]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?"
    special = r"[+-](?:inf|nan)\.0"
    real = rf"(?:{special}|[+-]?(?:{unsigned}))"
    signed = rf"(?:{special}|[+-](?:{unsigned})?)"
    return (
        re.compile(real, re.IGNORECASE),
        re.compile(rf"({real})?({signed})i|({real})@({real})", re.IGNORECASE),
    )


def _digit_class(radix: int) -> str:
    known = _DIGITS.get(radix)
    if known is None:
        known = f"0-{min(radix, 10) - 1}"
        if radix > 10:
            known += f"a-{chr(ord('a') + radix - 11)}"
    return known


_compiled: dict[int, tuple[re.Pattern[str], re.Pattern[str]]] = {}


def parse_number(text: str, radix: int = 10) -> Any:
    """The number that the text writes, or None where it writes none.

    `radix` (2 to 36) holds where the text has no radix prefix of its own.
    """
    exactness = ""
    if text[:1] == "#":
        seen_radix = False
        while found := _PREFIX.match(text):
            letter = found[1].lower()
            if letter in "ei":
                if exactness:
                    return None
                exactness = letter
            elif seen_radix:
                return None
            else:
                radix, seen_radix = _RADIX[letter], True
            text = text[2:]
    if radix == 10 and not exactness and _INTEGER.fullmatch(text):
        return _integer(text, 10)
    patterns = _compiled.get(radix)
    if patterns is None:
        patterns = _compiled[radix] = _patterns(radix)
    if patterns[0].fullmatch(text):
        return _real(text.lower(), radix, exactness)
    parts = patterns[1].fullmatch(text)
    return None if parts is None else _complex(parts, radix, exactness)


def divides_by_zero(text: str) -> bool:
    """Whether the text would write a rational number, were its denominator not 0."""
    return _ZERO_BELOW.fullmatch(text) is not None


def _real(text: str, radix: int, exactness: str) -> Any:
    if text.endswith((".0",)) and text[1:4] in ("inf", "nan"):
        if exactness == "e":
            return None
        return float(text[:4])
    if "/" in text:
        above, below = text.split("/")
        denominator = _integer(below, radix)
        if denominator == 0:
            return None
        exact = rational(_integer(above, radix), denominator)
        return _float(exact) if exactness == "i" else exact
    if radix != 10 and "." in text:
        return _pointed(text, radix, exactness)
    if radix != 10 or not ("." in text or "e" in text):
        whole = _integer(text, radix)
        return _float(whole) if exactness == "i" else whole
    if exactness == "e":
        return _exact_decimal(text)
    return float(text)


def _pointed(text: str, radix: int, exactness: str) -> Any:
    """`-1.01` in a radix other than 10."""
    whole, digits = text.split(".")
    exact = rational(_integer(whole + digits, radix), radix ** len(digits))
    if exactness == "e":
        return exact
    return -0.0 if exact == 0 and text[0] == "-" else _float(exact)


def _exact_decimal(text: str) -> Any:
    """`1.5e3` as an exact number; None where its exponent is beyond LARGEST_EXPONENT."""
    parts = _DECIMAL.fullmatch(text)
    assert parts is not None
    exponent_text = parts[4] or "0"
    exponent = int(exponent_text) if len(exponent_text) < 12 else LARGEST_EXPONENT + 1
    if abs(exponent) > LARGEST_EXPONENT:
        return None
    exponent -= len(parts[3])
    digits: int = _integer(parts[1] + parts[2] + parts[3], 10)
    return digits * 10**exponent if exponent >= 0 else rational(digits, 10**-exponent)


def _float(exact: Any) -> float:
    try:
        return float(exact)
    except OverflowError:
        return float("inf") if exact > 0 else float("-inf")


def _complex(parts: re.Match[str], radix: int, exactness: str) -> Any:
    if parts[3] is not None:
        magnitude = _real(parts[3].lower(), radix, exactness)
        angle = _real(parts[4].lower(), radix, exactness)
        if magnitude is None or angle is None:
            return None
        if type(angle) is int and angle == 0:
            return magnitude
        return _polar(magnitude, angle, exactness)
    real = _real(parts[1].lower(), radix, exactness) if parts[1] else 0
    imaginary_text = parts[2].lower()
    if imaginary_text in "+-":
        imaginary_text += "1"
    imaginary = _real(imaginary_text, radix, exactness)
    if real is None or imaginary is None:
        return None
    if type(imaginary) is int and imaginary == 0:
        return real
    if type(real) is float or type(imaginary) is float:
        return complex(_float(real), _float(imaginary))
    return exact_complex(real, imaginary)


def _polar(magnitude: Any, angle: Any, exactness: str) -> Any:
    try:
        found = cmath.rect(_float(magnitude), _float(angle))
    except ValueError:  # an infinite angle
        found = complex(math.nan, math.nan)
    if exactness != "e":
        return found
    if not cmath.isfinite(found):
        return None
    return exact_complex(
        rational(*found.real.as_integer_ratio()), rational(*found.imag.as_integer_ratio())
    )


def _integer(text: str, radix: int) -> int:
    if len(text) <= _LIMIT or radix in (2, 4, 8, 16, 32):
        return int(text, radix)
    sign = -1 if text[0] == "-" else 1
    return sign * _long_integer(text.lstrip("+-"), radix)


def _long_integer(digits: str, radix: int) -> int:
    if len(digits) <= _LIMIT:
        return int(digits, radix)
    low = len(digits) // 2
    return _long_integer(digits[:-low], radix) * radix**low + _long_integer(digits[-low:], radix)


def number_text(x: Any, radix: int = 10) -> str:
    """The text of a number, such that `parse_number` gives an equal one (radix 10).

    Inexact numbers in another radix are written exactly where that is finite.
    """
    if isinstance(x, int):
        return _integer_text(x, radix)
    if isinstance(x, float):
        return _float_text(x, radix)
    if isinstance(x, Fraction):
        return f"{_integer_text(x.numerator, radix)}/{_integer_text(x.denominator, radix)}"
    if type(x) is ExactComplex:
        imaginary = "" if x.imag in (1, -1) else number_text(abs(x.imag), radix)
        real = number_text(x.real, radix) if x.real else ""
        return f"{real}{'-' if x.imag < 0 else '+'}{imaginary}i"
    if isinstance(x, complex):
        imaginary = _float_text(x.imag, radix)
        if imaginary[0] not in "+-":
            imaginary = "+" + imaginary
        real = "" if repr(x.real) == "0.0" else _float_text(x.real, radix)
        return f"{real}{imaginary}i"
    raise TypeError(f"not a number: {x!r}")


def _integer_text(x: int, radix: int) -> str:
    if radix == 10:
        if -_SHORT < x < _SHORT or x.bit_length() < 13_000:
            return str(x)
    elif radix == 16:
        return format(x, "x")
    elif radix == 8:
        return format(x, "o")
    elif radix == 2:
        return format(x, "b")
    sign = "-" if x < 0 else ""
    return sign + (_long_text(abs(x), radix).lstrip("0") or "0")


def _long_text(x: int, radix: int) -> str:
    """Digits of x, perhaps with zeros in front."""
    if radix == 10 and x.bit_length() < 13_000:
        return str(x)
    if x < radix:
        return "0123456789abcdefghijklmnopqrstuvwxyz"[x]
    half = max(1, int(x.bit_length() / radix.bit_length()) // 2)
    high, low = divmod(x, radix**half)
    return _long_text(high, radix) + _long_text(low, radix).rjust(half, "0")


def _float_text(x: float, radix: int) -> str:
    if x != x:
        return "+nan.0"
    if x in (float("inf"), float("-inf")):
        return "+inf.0" if x > 0 else "-inf.0"
    if radix != 10:
        return _float_in_radix(x, radix)
    text = repr(x)
    if "e" not in text:
        return text
    digits, exponent = text.split("e")
    return f"{digits}e{int(exponent)}"


def _float_in_radix(x: float, radix: int) -> str:
    """The fewest digits that give x again (Steele and White, 1990, fixed-point)."""
    sign = "-" if repr(x)[0] == "-" else ""
    whole, rest = divmod(Fraction(abs(x)), 1)
    nearest = Fraction(math.ulp(x)) / 4  # below half the distance to the next float, either way
    digits: list[str] = []
    while rest:
        nearest *= radix
        digit, rest = divmod(rest * radix, 1)
        if rest < nearest or rest > 1 - nearest:
            digit, rest = digit + (rest * 2 > 1), Fraction(0)
        digits.append("0123456789abcdefghijklmnopqrstuvwxyz"[digit])
    return f"{sign}{_integer_text(whole, radix)}.{''.join(digits) or '0'}"
