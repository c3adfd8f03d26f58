(define-library (scheme lazy)
  (import (perdure primitives) (perdure control) (perdure syntax))
  (export delay delay-force force make-promise promise?))
