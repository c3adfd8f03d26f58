; SRFI 98: environment variables; as in R7RS.
(define-library (srfi 98)
  (import (only (perdure primitives) get-environment-variable get-environment-variables))
  (export get-environment-variable get-environment-variables))
