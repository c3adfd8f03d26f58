"""Vectors of numbers were not equal where a NaN had other bits, which a program cannot see."""

from __future__ import annotations

import struct
from array import array

from perdure.vm.objects.equality import is_equal
from perdure.vm.objects.numeric_vectors import NumericVector

QUIET, OTHER = (
    struct.unpack("d", struct.pack("Q", bits))[0] for bits in (0x7FF8 << 48, 0x7FF8000000000001)
)


def test_all_nans_are_the_same_number() -> None:
    for kind in ("f64", "c128", "f32"):
        code = "f" if kind == "f32" else "d"
        one = NumericVector(kind, array(code, [QUIET, 1.0]))
        other = NumericVector(kind, array(code, [OTHER, 1.0]))
        assert is_equal(one, other)
        assert not is_equal(one, NumericVector(kind, array(code, [OTHER, 2.0])))
    assert not is_equal(
        NumericVector("f64", array("d", [0.0])), NumericVector("f64", array("d", [-0.0]))
    )
