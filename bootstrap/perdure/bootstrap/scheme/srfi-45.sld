; SRFI 45: lazy algorithms in constant space. `lazy` is R7RS's delay-force.
(define-library (srfi 45)
  (import (perdure syntax) (perdure control))
  (export delay (rename delay-force lazy) force eager)
  (begin
    (define (eager value) (delay value))))
