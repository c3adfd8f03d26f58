; What a thing costs.
(define (price-of thing)
  (+ 3 (cadr thing)))

(define (total things)
  (apply + (map price-of things)))

(define (sell order things)
  (list order (total things)))
