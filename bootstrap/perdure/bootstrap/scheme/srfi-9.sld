; SRFI 9: record types; as in R7RS.
(define-library (srfi 9)
  (import (perdure syntax))
  (export define-record-type))
