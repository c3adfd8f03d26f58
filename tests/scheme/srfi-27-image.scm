; in an image
; SRFI 27: a source goes on from where it was; each form here is a process of its own.
(import (srfi 27))

(define source (make-random-source))
(define twin (make-random-source))
(define draw (random-source-make-integers source))
(define redraw (random-source-make-integers twin))
(define drawn (list (draw 1000000) (draw 1000000)))
(define more (begin (sleep 0.01) (list (draw 1000000) (draw 1000000))))
(define all (list (redraw 1000000) (redraw 1000000) (redraw 1000000) (redraw 1000000)))
(equal? all (append drawn more))        ; => #t
(define before (random-source-state-ref default-random-source))
(random-integer 10)
(equal? before (random-source-state-ref default-random-source)) ; => #f
