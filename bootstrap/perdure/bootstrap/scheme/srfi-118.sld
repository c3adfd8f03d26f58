; SRFI 118: strings that grow. Every string here may.
(define-library (srfi 118)
  (import (perdure primitives))
  (export string-append! string-replace!))
