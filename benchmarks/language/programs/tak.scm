; Takeuchi's function: calls with three arguments, one of four a tail call.
(import (scheme base))

(define (tak x y z)
  (if (< y x)
      (tak (tak (- x 1) y z)
           (tak (- y 1) z x)
           (tak (- z 1) x y))
      z))

(define (main n) (tak n (quotient (* 2 n) 3) (quotient n 3)))
