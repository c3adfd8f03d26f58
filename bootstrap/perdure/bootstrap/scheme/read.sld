(define-library (scheme read)
  (import (perdure primitives))
  (export read))
