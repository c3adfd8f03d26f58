; SRFI 0: cond-expand; as in R7RS.
(define-library (srfi 0)
  (import (perdure syntax))
  (export cond-expand))
