; SRFI 28: basic format strings: ~a, ~s, ~% and ~~.
(define-library (srfi 28)
  (import (perdure primitives))
  (export (rename %format format)))
