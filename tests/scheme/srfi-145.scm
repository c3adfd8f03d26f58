; SRFI 145: assumptions.
(import (srfi 145))

(assume (= 1 1))                        ; => #t
(assume (memv 2 '(1 2 3)) "two is there")       ; => (2 3)
(assume (= 1 2))                        ; error: an assumption is false: (= 1 2)
(let ((x -4)) (assume (>= x 0) "not negative" x))       ; error: an assumption is false: (>= x 0) "not negative" -4
; Notes are evaluated only where they are needed.
(assume 5 (car '()))                    ; => 5
(define (root x) (assume (>= x 0)) (sqrt x))
(root 16)                               ; => 4
(list (root -1))                        ; error: an assumption is false: (>= x 0)
(assume)                                ; error: assume: no rule of this macro fits (assume)
