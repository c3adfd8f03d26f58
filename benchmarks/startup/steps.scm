; Steps without end, one after the other.
(import (scheme base) (python steps))

(define (take-steps i)
  (take-steps (step i)))

(take-steps 1)
