; SRFI 87: => in case; as in R7RS.
(define-library (srfi 87)
  (import (perdure syntax))
  (export case))
