; What is added.
(define base 3)

; The price of a thing.
(define (price x)
  (+ base x))

(define (total things)
  (apply + (map price things)))

(define (nap thing)
  (sleep 1000)
  (total (list thing)))
