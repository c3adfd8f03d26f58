; Sell a thing.
(define (sell x)
  (set-car! seen x)
  (breakpoint)
  (set-car! seen (list x x))
  (list x (car x)))
