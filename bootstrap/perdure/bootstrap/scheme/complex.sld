(define-library (scheme complex)
  (import (perdure primitives))
  (export angle imag-part magnitude make-polar make-rectangular real-part))
