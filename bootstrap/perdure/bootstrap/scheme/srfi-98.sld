; SRFI 98: environment variables; as in R7RS.
(define-library (srfi 98)
  (import (perdure primitives))
  (export get-environment-variable get-environment-variables))
