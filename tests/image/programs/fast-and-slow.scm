(define c 0)
(define (spin n) (if (> n 0) (spin (- n 1))))
(define (fast) (set! c (+ c 1)) (yield) (fast))
