; Recursion as deep as the list is long: built and summed without tail calls.
(import (scheme base))

(define (count-down n)
  (if (= n 0)
      '()
      (cons n (count-down (- n 1)))))

(define (sum numbers)
  (if (null? numbers)
      0
      (+ (car numbers) (sum (cdr numbers)))))

(define (main n) (sum (count-down n)))
