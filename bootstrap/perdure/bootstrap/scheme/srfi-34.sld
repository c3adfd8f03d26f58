; SRFI 34: exceptions; as in R7RS.
(define-library (srfi 34)
  (import (perdure syntax) (perdure control))
  (export guard raise with-exception-handler))
