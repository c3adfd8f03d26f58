; in an image
; eval made no tail call of a call, came to an end of Python's stack where it did not, and took
; longer the more had been evaluated.
(define here (interaction-environment))
(define (down n) (if (= n 0) 'down (eval (list 'down (- n 1)) here)))
(down 4000)                             ; => down
(define (sum n) (if (= n 0) 0 (+ 1 (eval (list 'sum (- n 1)) here))))
(sum 1000)                              ; => 1000
(list (eval '(car 5) here))             ; error: car: expected a pair, got 5
