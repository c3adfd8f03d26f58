(import (scheme base))
; What a thing costs.
(define (cost x) (* 2 x))
(cost 4)
