(define (f x)
  (car x))
(+ 1 (f '()))
