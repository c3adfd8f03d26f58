; SRFI 8: receive.
(import (srfi 8))

(receive (a b) (values 1 2) (list b a)) ; => (2 1)
(receive all (values 1 2) all)          ; => (1 2)
(receive (a . others) (values 1 2 3) (list a others))   ; => (1 (2 3))
(receive (a b . others) (values 1 2) others)    ; => ()
(receive all (values) all)              ; => ()
(receive () (values) 'none)             ; => none
(receive (a) 5 (define b 1) (+ a b))    ; => 6
(list (receive (a b) (values 1) a))     ; error: let-values: expected 2 values, got 1
(receive (a b))                         ; error: receive: no rule of this macro fits (receive (a b))
; In tail position.
(let loop ((n 100000)) (receive (m) n (if (= m 0) 'done (loop (- m 1)))))       ; => done
