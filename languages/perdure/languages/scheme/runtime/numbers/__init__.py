"""Numbers: their bits, fixnums, flonums, vectors and bytes of them, random ones."""

from perdure.languages.scheme.runtime.numbers import (
    bits,
    byte_numbers,
    fixnums,
    flonums,
    numeric_vectors,
    random,
)

__all__ = [
    "bits",
    "byte_numbers",
    "fixnums",
    "flonums",
    "numeric_vectors",
    "random",
]
