(define (same x) x)
(define (no x) #f)
(define (next x) (+ x 1))
