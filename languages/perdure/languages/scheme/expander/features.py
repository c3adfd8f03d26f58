"""The features that programs ask this Scheme for, by `cond-expand` and `(features)`.

Read by: expander/forms/inclusion.py, runtime/front_end.py.
"""

from __future__ import annotations

#: For `cond-expand` and `(features)`, in the words of R7RS appendix B.
FEATURES = ("r7rs", "exact-closed", "full-unicode", "ieee-float", "ratios", "perdure")

#: The SRFIs that are there as libraries; each is a feature too, `srfi-1`.
SRFIS = (
    *(0, 1, 2, 6, 8, 9, 11, 13, 14, 16, 18, 23, 26, 27, 28, 30, 31, 34, 39, 41, 45, 46, 62),
    *(64, 69, 87, 98, 101, 111, 113, 115, 116, 117, 118, 124, 125, 127, 128, 132, 133, 134, 135),
    *(141, 143, 144, 145, 146, 151, 152, 158, 160, 180, 219, 226),
)
SRFI_FEATURES = (
    *(f"srfi-{number}" for number in SRFIS),
    *("regexp-non-greedy", "regexp-look-around", "regexp-backrefs", "regexp-unicode"),
)
