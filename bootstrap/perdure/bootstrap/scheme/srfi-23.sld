; SRFI 23: error reporting; as in R7RS.
(define-library (srfi 23)
  (import (perdure control))
  (export error))
