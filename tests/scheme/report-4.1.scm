; The examples of R7RS 4.1, primitive expressions, and what its sentences say.

; ---- 4.1.1 variable references

(define x 28)
x                                       ; => 28

; ---- 4.1.2 literal expressions

(quote a)                               ; => a
(quote #(a b c))                        ; => #(a b c)
(quote (+ 1 2))                         ; => (+ 1 2)
'a                                      ; => a
'#(a b c)                               ; => #(a b c)
'()                                     ; => ()
'(+ 1 2)                                ; => (+ 1 2)
(equal? '(quote a) (list 'quote 'a))    ; => #t
(equal? ''a (list 'quote 'a))           ; => #t
'145932                                 ; => 145932
145932                                  ; => 145932
'"abc"                                  ; => "abc"
"abc"                                   ; => "abc"
'#\a                                    ; => #\a
#\a                                     ; => #\a
'#(a 10)                                ; => #(a 10)
#(a 10)                                 ; => #(a 10)
'#u8(64 65)                             ; => #u8(64 65)
#u8(64 65)                              ; => #u8(64 65)
'#t                                     ; => #t
#t                                      ; => #t
'#true                                  ; => #t
#false                                  ; => #f

; ---- 4.1.3 procedure calls

(+ 3 4)                                 ; => 7
((if #f + *) 3 4)                       ; => 12

; ---- 4.1.4 procedures

(procedure? (lambda (x) (+ x x)))       ; => #t
((lambda (x) (+ x x)) 4)                ; => 8
(define reverse-subtract (lambda (x y) (- y x)))
(reverse-subtract 7 10)                 ; => 3
(define add4 (let ((x 4)) (lambda (y) (+ x y))))
(add4 6)                                ; => 10
((lambda x x) 3 4 5 6)                  ; => (3 4 5 6)
((lambda (x y . z) z) 3 4 5 6)          ; => (5 6)

; ---- 4.1.5 conditionals

(if (> 3 2) 'yes 'no)                   ; => yes
(if (> 2 3) 'yes 'no)                   ; => no
(if (> 3 2) (- 3 2) (+ 3 2))            ; => 1
; One expression, that yields a procedure, in place of two calls.
((if (> 3 2) - +) 3 2)                  ; => 1

; ---- 4.1.6 assignments

(define x 2)
(+ x 1)                                 ; => 3
(set! x 4)
(+ x 1)                                 ; => 5
