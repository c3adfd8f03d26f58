; Takeuchi's function that returns through continuations.
(import (scheme base))

(define (ctak x y z)
  (call/cc (lambda (k) (ctak-to k x y z))))

(define (ctak-to k x y z)
  (if (< y x)
      (ctak-to k
               (call/cc (lambda (k) (ctak-to k (- x 1) y z)))
               (call/cc (lambda (k) (ctak-to k (- y 1) z x)))
               (call/cc (lambda (k) (ctak-to k (- z 1) x y))))
      (k z)))

(define (main n) (ctak (* 3 n) (* 2 n) n))
