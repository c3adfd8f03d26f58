; An error names the procedure, what it expected, the value, and where.
(car 5)                                 ; error: car: expected a pair, got 5 at 1:1
(define (f x)
  (cdr (car x)))
(f '(1))                                ; error: cdr: expected a pair, got 1 at 0:3
(+ 1 #t)                                ; error: +: expected a number, got #t at 1:1
(let ((x "a")) (* 2 (+ x "b")))         ; error: +: expected a number, got "a" at 1:21
(< 1 'a)                                ; error: <: expected a real number, got a at 1:1
(= 1 "1")                               ; error: =: expected a number, got "1" at 1:1
(if (= 'x 1) 1 2)                       ; error: =: expected a number, got x at 1:5
(vector-ref (vector 1 2) 2)
; error: vector-ref: expected an index from 0 to 1, got 2 at 1:1
(vector-ref (vector 1 2) -1)
; error: vector-ref: expected an index from 0 to 1, got -1 at 1:1
(vector-ref (vector 1 2) 1.0)
; error: vector-ref: expected an index (an exact integer from 0), got 1.0 at 1:1
(vector-ref '(1) 0)                     ; error: vector-ref: expected a vector, got (1) at 1:1
(vector-set! (vector 1) 3 0)
; error: vector-set!: expected an index from 0 to 0, got 3 at 1:1
(vector-set! #(1 2) 0 0)
; error: vector-set!: a literal cannot be changed; change a vector-copy of it: #(1 2) at 1:1
(string-ref "abc" 3)
; error: string-ref: expected an index from 0 to 2, got 3 at 1:1
(quotient 1 0)                          ; error: quotient: division by zero at 1:1
(/ 1 0)                                 ; error: /: division by zero at 1:1
(modulo 5.5 2)                          ; error: modulo: expected an integer, got 5.5 at 1:1
(even? 1.5)                             ; error: even?: expected an integer, got 1.5 at 1:1
(exact->inexact 'x)                     ; error: inexact: expected a number, got x at 1:1
(undefined-thing 1)                     ; error: unbound variable: undefined-thing at 1:1
(list undefined-thing)                  ; error: unbound variable: undefined-thing at 1:7
(set! undefined-thing 1)                ; error: unbound variable: undefined-thing at 1:1
(5 5)                                   ; error: not a procedure: 5 at 1:1
(let ((f 'x)) (list (f)))               ; error: not a procedure: x at 1:21
((lambda (x) x))                        ; error: procedure: expected 1 argument, got 0 at 1:1
(define (two a b) a)
(list (two 1))                          ; error: two: expected 2 arguments, got 1 at 1:7
(define (two a b) a)
(two 1 2 3)                             ; error: two: expected 2 arguments, got 3 at 1:1
(define (some a . b) a)
(list (some))                           ; error: some: expected at least 1 argument, got 0 at 1:7
(list (car))                            ; error: car: expected 1 argument, got 0 at 1:7
(apply car '(1 2))                      ; error: car: expected 1 argument, got 2 at 1:1
(apply + 1)
; error: apply: expected a list as its last argument, got 1 at 1:1
(define c (list 1 2 3))
(set-cdr! (cddr c) c)
(apply + c)
; error: apply: expected a list as its last argument, got (1 2 3 1 2 3 1 2 3 1 2 3 1 2 3 1 2 3 1 2 3 1 2 3 1 2 3 1 2 3 1 2 3 1 ... at 1:1
(letrec ((a (lambda () b)) (b (a))) b)  ; error: b is used before its value is there at 1:24
(error "it broke:" 'here 42)            ; error: it broke: here 42 at 1:1
(raise 'something)                      ; raises something
(vector-map car #(1))                   ; error: car: expected a pair, got 1 at 1:1
(hash-table-ref (make-hash-table) 'a)   ; error: hash-table-ref: no such key: a at 1:1
(with-exception-handler (lambda (e) 0) (lambda () (raise 'x)))
; error: raise: a handler returned from a raise that cannot be continued: x at 1:1
