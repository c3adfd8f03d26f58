; SRFI 118: strings that grow. Every string here may.
(define-library (srfi 118)
  (import (only (perdure primitives) string-append! string-replace!))
  (export string-append! string-replace!))
