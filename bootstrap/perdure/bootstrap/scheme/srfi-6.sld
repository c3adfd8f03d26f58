; SRFI 6: basic string ports; as in R7RS.
(define-library (srfi 6)
  (import (only (perdure primitives) open-input-string open-output-string get-output-string))
  (export open-input-string open-output-string get-output-string))
