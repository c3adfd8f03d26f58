(define (inner x) (+ 1 (car x)))
(define (outer y)
  (list (inner y)))
(outer 7)
