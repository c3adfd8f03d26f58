(define-library (scheme time)
  (import (perdure primitives))
  (export current-jiffy current-second jiffies-per-second))
