; Doubly recursive Fibonacci: procedure calls and small integers.
(import (scheme base))

(define (fib n)
  (if (< n 2)
      n
      (+ (fib (- n 1)) (fib (- n 2)))))

(define (main n) (fib n))
