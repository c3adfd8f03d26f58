; A till.
(define-library (shop prices)
  (export price)
  (import (scheme base))
  (begin
    ; what is added to all
    (define base 3)

    ; The price of a thing.
    (define (price x)
      (+ base x))))

(import (shop prices))

; All prices.
(define (total things)
  (apply + (map price things)))

(define (nap thing)
  (sleep 1000)
  (total (list thing)))

(define-syntax twice
  (syntax-rules () ((_ x) (+ (total (list x)) x))))
