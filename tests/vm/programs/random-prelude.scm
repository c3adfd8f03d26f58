; What programs made at random begin with.
(define log '())
(define (note x) (set! log (cons x log)) x)
(define todo '())
(define kept 0)
(define (keep k)
  (if (< kept 2) (begin (set! kept (+ kept 1)) (set! todo (cons k (cons k todo))))))
(define (small x) (modulo x 100))
