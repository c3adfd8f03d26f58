(define half #f)
(define (spin n) (if (> n 0) (spin (- n 1))))
(define (in-two-steps) (set! half #t) (spin 600000) (set! half #f))
(define (watch n) (yield) (or half (and (> n 0) (watch (- n 1)))))
