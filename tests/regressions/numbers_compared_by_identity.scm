; A test of a number written in the code (is it a boolean, the empty list, ...) made
; Python code that compares a literal with `is`, which warned on stderr.

(list (boolean? 0) (null? 5) (eof-object? 1) (not 3) (eq? 1.5 'a) (default-object? 2))  ; => (#f #f #f #f #f #f)
(if (not 5) 'yes 'no)                   ; => no
(if (null? 5) 'yes 'no)                 ; => no

; Likewise of a number that Python computes beforehand.
(map (lambda (x) (eq? (quotient 7 1) x)) '(7 8))        ; => (#t #f)
(map (lambda (x) (eqv? (quotient 7 1) x)) '(7 8))       ; => (#t #f)
(map (lambda (x) (eq? (- -1) (+ x 2 -2))) '(1 2))       ; => (#t #f)
(list (null? (- 5)) (not (+ 1 1)) (eq? (- 5) 'a) (eqv? (quotient 5 2) #t))    ; => (#f #f #f #f)
(if (- 1) 'yes 'no)                                     ; => yes
(if (eof-object? (max 1 2)) 'yes 'no)                   ; => no
(let ((x 1000)) (eq? (+ x x) (* 2 x)))                  ; => #t
(let ((x 'a)) (eq? (+ x 1) 'a))                         ; error: +: expected a number, got a
(let ((x '(1 2))) (eqv? (length x) (max 2 0.0)))        ; => #f
