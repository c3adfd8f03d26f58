; SRFI 16: procedures with several arities; as in R7RS.
(define-library (srfi 16)
  (import (perdure syntax))
  (export case-lambda))
