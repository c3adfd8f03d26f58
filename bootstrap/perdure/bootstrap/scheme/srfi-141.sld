; SRFI 141: six ways to divide integers.
(define-library (srfi 141)
  (import (perdure primitives))
  (export
    floor/ floor-quotient floor-remainder
    ceiling/ ceiling-quotient ceiling-remainder
    truncate/ truncate-quotient truncate-remainder
    round/ round-quotient round-remainder
    euclidean/ euclidean-quotient euclidean-remainder
    balanced/ balanced-quotient balanced-remainder))
