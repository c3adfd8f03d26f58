; Continuation-passing style: every call a tail call, every return a closure.
(import (scheme base))

(define (fib n k)
  (if (< n 2)
      (k n)
      (fib (- n 1)
           (lambda (a)
             (fib (- n 2)
                  (lambda (b)
                    (k (+ a b))))))))

(define (main n)
  (let loop ((i 0) (sum 0))
    (if (= i n)
        sum
        (loop (+ i 1) (+ sum (fib 10 (lambda (x) x)))))))
