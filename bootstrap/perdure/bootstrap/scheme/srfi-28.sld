; SRFI 28: basic format strings: ~a, ~s, ~% and ~~.
(define-library (srfi 28)
  (import (only (perdure primitives) %format))
  (export (rename %format format)))
