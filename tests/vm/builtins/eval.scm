; (scheme eval): code as data, in an environment made of libraries.
(import (scheme base) (scheme eval))
(eval '(* 7 3) (environment '(scheme base)))                        ; => 21
(eval (list '+ 1 2) (environment '(only (scheme base) +)))          ; => 3
(let ((f (eval '(lambda (f x) (f x x)) (environment '(scheme base))))) (f + 10))  ; => 20
(eval '(call/cc (lambda (k) (k 5))) (environment '(scheme base)))   ; => 5
(eval '(test-missing) (environment '(scheme base)))
; error: unbound variable: test-missing at 1:1
(eval 1 'there)
; error: eval: expected an environment, got there at 1:1
