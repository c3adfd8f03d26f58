; Church numerals: numbers as procedures; nothing but closures and calls.
(import (scheme base))

(define zero (lambda (f) (lambda (x) x)))

(define (successor n)
  (lambda (f) (lambda (x) (f ((n f) x)))))

(define (plus m n)
  (lambda (f) (lambda (x) ((m f) ((n f) x)))))

(define (times m n)
  (lambda (f) (m (n f))))

(define (church n)
  (if (= n 0) zero (successor (church (- n 1)))))

(define (number-of n)
  ((n (lambda (x) (+ x 1))) 0))

(define (main n)
  (let ((c (church n)))
    (number-of (plus (times c (times c c)) (times c c)))))
