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
(receive (a) 1)                         ; error: receive: no rule of this macro fits (receive (a) 1)
(receive (a a) (values 1 2) a)          ; error: let-values: the name a is bound twice
(receive (a b . others) (values 1) a)   ; error: let-values: expected at least 2 values, got 1
; The variables and the lists are fresh.
(let ((l (list 1 2))) (receive all (apply values l) (list (equal? all l) (eq? all l))))        ; => (#t #f)
(let ((l (list 1 2))) (receive (a . all) (apply values 0 l) (list (equal? all l) (eq? all l))))        ; => (#t #f)
(receive (a b) (values 1 2) (set! a 3) (define c 4) (list a b c))       ; => (3 2 4)
(call-with-values (lambda () (receive (a b) (values 1 2) (values b a))) list)   ; => (2 1)
(let ((a 1)) (receive (b a) (values a 2) (list a b)))   ; => (2 1)
(receive (a b))                         ; error: receive: no rule of this macro fits (receive (a b))
; In tail position.
(let loop ((n 100000)) (receive (m) n (if (= m 0) 'done (loop (- m 1)))))       ; => done
