; SRFI 11: multiple values in let; as in R7RS.
(define-library (srfi 11)
  (import (perdure syntax))
  (export let-values let*-values))
