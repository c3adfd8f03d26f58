; R7RS 4.1 and 4.2.1 to 4.2.3: primitive expressions, conditionals, binding, sequencing.

; ---- 4.1.1 variables

(define x 28)
x                                       ; => 28
undefined-variable                      ; error: unbound variable: undefined-variable at 1:1
(list 1 (list undefined-variable))      ; error: unbound variable: undefined-variable at 1:15

; ---- 4.1.2 literals

(quote a)                               ; => a
'#(a b c)                               ; => #(a b c)
'(+ 1 2)                                ; => (+ 1 2)
''a                                     ; => 'a
'(quote a)                              ; => 'a
'"abc"                                  ; => "abc"
"abc"                                   ; => "abc"
'#\a                                    ; => #\a
#\a                                     ; => #\a
145932                                  ; => 145932
'#t                                     ; => #t
'()                                     ; => ()
#(a 10)                                 ; => #(a 10)
#u8(64 65)                              ; => #u8(64 65)
'(1 . (2 . (3 . ())))                   ; => (1 2 3)
'(1 . 2)                                ; => (1 . 2)
'(a . (b . c))                          ; => (a b . c)
'|foo bar|                              ; => |foo bar|
'||                                     ; => ||
'#!fold-case ABC                        ; => abc
#!no-fold-case
'ABC                                    ; => ABC
#;(hidden) 'seen                        ; => seen
'(1 #;2 3)                              ; => (1 3)
'(1 #| a #| nested |# comment |# 2)     ; => (1 2)
; A literal is one object each time it is evaluated.
(define (constant) '(1 2))
(eq? (constant) (constant))             ; => #t
; Literals may refer to themselves.
(let ((x '#0=(a b . #0#))) (eq? x (cddr x)))  ; => #t
'#1=(1 . #1#)                           ; => #0=(1 . #0#)
(let ((x '(#2=(1) #2#))) (eq? (car x) (cadr x)))  ; => #t

; ---- 4.1.3 procedure calls

(+ 3 4)                                 ; => 7
((if #f + *) 3 4)                       ; => 12
((lambda () 5))                         ; => 5
(let ((f +)) (f))                       ; => 0
(4 5)                                   ; error: not a procedure: 4 at 1:1
("f")                                   ; error: not a procedure: "f"
(let ((f 'g)) (+ 1 (f 2)))              ; error: not a procedure: g at 1:20
((car (list '())) 1)                    ; error: not a procedure: ()
((lambda (a) a))                        ; error: procedure: expected 1 argument, got 0
((lambda (a) a) 1 2)                    ; error: procedure: expected 1 argument, got 2
((lambda (a b . c) a) 1)                ; error: procedure: expected at least 2 arguments, got 1
(car '(1) '(2))                         ; error: car: expected 1 argument, got 2
(cons 1)                                ; error: cons: expected 2 arguments, got 1

; ---- 4.1.4 procedures

((lambda (x) (+ x x)) 4)                ; => 8
(define reverse-subtract (lambda (x y) (- y x)))
(reverse-subtract 7 10)                 ; => 3
(define add4 (let ((x 4)) (lambda (y) (+ x y))))
(add4 6)                                ; => 10
((lambda x x) 3 4 5 6)                  ; => (3 4 5 6)
((lambda (x y . z) z) 3 4 5 6)          ; => (5 6)
((lambda (x y . z) z) 3 4)              ; => ()
((lambda x x))                          ; => ()
((lambda (x) (define y 2) (+ x y)) 1)   ; => 3
(lambda (x x) x)                        ; error: lambda: the name x is bound twice
(lambda (x))                            ; error: lambda: expected (lambda (name ...) body ...), got (lambda (x))
; Each evaluation of a lambda that captures something makes a procedure with its own variables.
(define (make-counter)
  (let ((n 0)) (lambda () (set! n (+ n 1)) n)))
(define c1 (make-counter))
(define c2 (make-counter))
(list (c1) (c1) (c2))                   ; => (1 2 1)
(eq? c1 c2)                             ; => #f
(eq? c1 c1)                             ; => #t
; Two procedures may share a variable.
(define (make-account balance)
  (list (lambda () balance) (lambda (n) (set! balance (+ balance n)))))
(define account (make-account 10))
((cadr account) 5)
((car account))                         ; => 15

; ---- 4.1.5 conditionals

(if (> 3 2) 'yes 'no)                   ; => yes
(if (> 2 3) 'yes 'no)                   ; => no
(if (> 3 2) (- 3 2) (+ 3 2))            ; => 1
(list (if '() 1 2) (if 0 1 2) (if "" 1 2) (if #f 1 2))  ; => (1 1 1 2)
(if)                                    ; error: if: expected (if test then else), got (if)
(if 1 2 3 4)                            ; error: if: expected (if test then else), got (if 1 2 3 4)

; ---- 4.1.6 assignments

(define y 2)
(+ y 1)                                 ; => 3
(set! y 4)
(+ y 1)                                 ; => 5
(set! not-defined 1)                    ; error: unbound variable: not-defined at 1:1
(set! 5 1)                              ; error: set!: expected a name, got 5
(let ((a 1)) (set! a (+ a 1)) (set! a (* a 10)) a)      ; => 20
((lambda (a) (set! a 5) a) 1)           ; => 5
((lambda a (set! a (cons 0 a)) a) 1 2)  ; => (0 1 2)
(let ((f #f) (n 0)) (set! f (lambda () (set! n (+ n 1)) n)) (f) (f) n)  ; => 2

; ---- 4.2.1 conditionals

(cond ((> 3 2) 'greater) ((< 3 2) 'less))               ; => greater
(cond ((> 3 3) 'greater) ((< 3 3) 'less) (else 'equal)) ; => equal
(cond ((assv 'b '((a 1) (b 2))) => cadr) (else #f))     ; => 2
(cond (#f 1) (5))                       ; => 5
(cond (1 2 3))                          ; => 3
(cond ((values 1)) (else 2))            ; => 1
(cond (else 1) (2 3))                   ; error: cond: the else clause must be the last
(case (* 2 3) ((2 3 5 7) 'prime) ((1 4 6 8 9) 'composite))      ; => composite
(case (car '(c d)) ((a e i o u) 'vowel) ((w y) 'semivowel) (else => (lambda (x) x)))  ; => c
(case 'b ((a) 1) ((b) => (lambda (x) (list x 'found))))         ; => (b found)
(case 2.0 ((2) 'exact) ((2.0) 'inexact) (else 'neither))        ; => inexact
(case #\a ((#\a #\b) 'letter) (else 'other))            ; => letter
(case (list) ((()) 'empty) (else 'full))                ; => empty
(case 100000000000000000000 ((100000000000000000000) 'big) (else 'no))  ; => big
; `case` compares by eqv?, so a string is never found unless it is the same literal.
(case (string #\a) (("a") 1) (else 2))  ; => 2
(and (= 2 2) (> 2 1))                   ; => #t
(and (= 2 2) (< 2 1))                   ; => #f
(and 1 2 'c '(f g))                     ; => (f g)
(and)                                   ; => #t
(or (= 2 2) (> 2 1))                    ; => #t
(or (memq 'b '(a b c)) (/ 3 0))         ; => (b c)
(or #f #f)                              ; => #f
(or)                                    ; => #f
(when (= 1 1.0) (display "1") (display "2"))
; prints 12
(when #t 1 2 3)                         ; => 3
(when #f (car 1))
(unless (= 1 1.0) (display "1"))
(unless #f 1 2)                         ; => 2
(let ((else #f)) (cond (else 1) (#t 2)))                ; => 2
(let ((=> #f)) (cond (#t => 'ok)))      ; => ok
(cond-expand (full-unicode 'unicode) (else 'ascii))     ; => unicode
(cond-expand ((and r7rs (or nothing-known ratios)) 'both) (else 'none))  ; => both
(cond-expand ((not r7rs) 1) ((library (scheme base)) 2))                ; => 2
(cond-expand ((library (there is no such)) 1) (else 2)) ; => 2

; ---- 4.2.2 binding constructs

(let ((x 2) (y 3)) (* x y))             ; => 6
(let ((x 2) (y 3)) (let ((x 7) (z (+ x y))) (* z x)))   ; => 35
(let ((x 2) (y 3)) (let* ((x 7) (z (+ x y))) (* z x)))  ; => 70
(let () 1)                              ; => 1
(let* () 1)                             ; => 1
(let* ((x 1) (x (+ x 1)) (x (* x 10))) x)               ; => 20
(letrec ((even? (lambda (n) (if (= 0 n) #t (odd? (- n 1)))))
         (odd? (lambda (n) (if (= 0 n) #f (even? (- n 1))))))
  (even? 88))                           ; => #t
(letrec* ((p (lambda (x) (+ 1 (q (- x 1)))))
          (q (lambda (y) (if (zero? y) 0 (+ 1 (p (- y 1))))))
          (x (p 5))
          (y x))
  y)                                    ; => 5
(letrec ((a (lambda () b)) (b 1)) (a))  ; => 1
(letrec ((a b) (b (list 1))) a)         ; error: b is used before its value is there
(let ((x 1) (x 2)) x)                   ; error: let: the name x is bound twice at 1:14
(let ((x)) x)                           ; error: let: expected (name value), got (x)
(let)                                   ; error: let: expected (let ((name value) ...) body ...), got (let)
(let-values (((root rem) (exact-integer-sqrt 32))) (* root rem))        ; => 35
(let ((a 'a) (b 'b) (x 'x) (y 'y))
  (let*-values (((a b) (values x y)) ((x y) (values a b)))
    (list a b x y)))                    ; => (x y x y)
(let ((a 'a) (b 'b) (x 'x) (y 'y))
  (let-values (((a b) (values x y)) ((x y) (values a b)))
    (list a b x y)))                    ; => (x y a b)
(let-values (((a . rest) (values 1 2 3)) (all (values 4 5))) (list a rest all))  ; => (1 (2 3) (4 5))
(let-values (((a b) (values 1 2 3))) a) ; error: let-values: expected 2 values, got 3
(let-values ((() (values))) 'none)      ; => none

; ---- 4.2.3 sequencing

(define z 0)
(and (= z 0) (begin (set! z 5) (+ z 1)))                ; => 6
(begin (display "4 plus 1 equals ") (display (+ 4 1)))  ; prints 4 plus 1 equals 5
(begin 1)                               ; => 1
(begin (define in-begin 1) (define in-begin-too (+ in-begin 1)))
(list in-begin in-begin-too)            ; => (1 2)
(begin)

; ---- 4.2.4 iteration

(do ((vec (make-vector 5)) (i 0 (+ i 1))) ((= i 5) vec) (vector-set! vec i i))  ; => #(0 1 2 3 4)
(let ((x '(1 3 5 7 9))) (do ((x x (cdr x)) (sum 0 (+ sum (car x)))) ((null? x) sum)))  ; => 25
(do ((i 0 (+ i 1)) (acc '() (cons i acc))) ((= i 3) (set! acc (cons 'end acc)) acc))   ; => (end 2 1 0)
; Each turn of a do loop has fresh variables.
(map (lambda (f) (f))
     (do ((i 0 (+ i 1)) (fs '() (cons (lambda () i) fs))) ((= i 3) fs)))  ; => (2 1 0)
(let loop ((numbers '(3 -2 1 6 -5)) (nonneg '()) (neg '()))
  (cond ((null? numbers) (list nonneg neg))
        ((>= (car numbers) 0) (loop (cdr numbers) (cons (car numbers) nonneg) neg))
        ((< (car numbers) 0) (loop (cdr numbers) nonneg (cons (car numbers) neg)))))
; => ((6 1 3) (-5 -2))
(let loop ((i 0)) (if (< i 1000000) (loop (+ i 1)) i))  ; => 1000000
; The loop's procedure is a value like another.
(let ((saved #f))
  (let loop ((i 0)) (set! saved loop) (if (< i 3) (loop (+ i 1)) 'first))
  (saved 2))                            ; => first
(let loop ((x 1) (y 2)) (if (= x 1) (loop 5) x))        ; error: loop: expected 2 arguments, got 1
(do ((i 0 (+ i 1))) (#t))
(do ((i 0 (+ i 1) 5)) (#t))             ; error: do: expected (name init) or (name init step), got (i 0 (+ i 1) 5)

; ---- the order of evaluation is from left to right

(define order '())
(define (note x) (set! order (cons x order)) x)
(list (note 1) (note 2) (note 3))
(reverse order)                         ; => (1 2 3)
(set! order '())
(+ (note 1) (* (note 2) (note 3)) (note 4))             ; => 11
(reverse order)                         ; => (1 2 3 4)
(set! order '())
(let ((a (note 1)) (b (note 2))) (vector (note 3) a b (note 4)))  ; => #(3 1 2 4)
(reverse order)                         ; => (1 2 3 4)
