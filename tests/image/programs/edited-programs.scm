(import (scheme base) (scheme write) (perdure conditions))
(define log '())
(define (note x) (set! log (cons x log)) x)
(define (pause x) x)
