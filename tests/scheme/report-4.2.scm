; The examples of R7RS 4.2, derived expressions.

; ---- 4.2.1 conditionals

(cond ((> 3 2) 'greater) ((< 3 2) 'less))               ; => greater
(cond ((> 3 3) 'greater) ((< 3 3) 'less) (else 'equal)) ; => equal
(cond ((assv 'b '((a 1) (b 2))) => cadr) (else #f))     ; => 2
(case (* 2 3) ((2 3 5 7) 'prime) ((1 4 6 8 9) 'composite))      ; => composite
(case (car '(c d)) ((a e i o u) 'vowel) ((w y) 'semivowel) (else => (lambda (x) x)))    ; => c
(case (car '(w d)) ((a e i o u) 'vowel) ((w y) 'semivowel) (else => (lambda (x) x)))    ; => semivowel
(case 5 ((1 2) 'small) ((5) => (lambda (x) (* x x))))   ; => 25
(case 2.0 ((2) 'exact) ((2.0) 'inexact))                ; => inexact
(case #\x ((#\x #\y) 'char) (else 'no))                 ; => char
(case '() ((()) 'nil) (else 'no))                       ; => nil
(case "a" (("a") 'string) (else 'never-equal))          ; => never-equal
(and (= 2 2) (> 2 1))                   ; => #t
(and (= 2 2) (< 2 1))                   ; => #f
(and 1 2 'c '(f g))                     ; => (f g)
(and)                                   ; => #t
(or (= 2 2) (> 2 1))                    ; => #t
(or (= 2 2) (< 2 1))                    ; => #t
(or #f #f #f)                           ; => #f
(or (memq 'b '(a b c)) (/ 3 0))         ; => (b c)
(or)                                    ; => #f
(when (= 1 1.0) (display "1") (display "2"))            ; prints 12
(when (= 1 2) (display "1"))            ; prints
(when #t 1 2 3)                         ; => 3
(unless (= 1 1.0) (display "1") (display "2"))          ; prints
(unless (= 1 2) (display "1") (display "2"))            ; prints 12
(unless #f 1 2 3)                       ; => 3
(cond-expand (full-unicode 'yes) (else 'no))            ; => yes
(cond-expand ((and r7rs (library (scheme base)) (not no-such-feature)) 'yes) (else 'no))        ; => yes
(cond-expand ((or no-such-feature (library (no such library))) 'yes) (else 'no))        ; => no
(cond-expand (else 'always))            ; => always

; ---- 4.2.2 binding constructs

(let ((x 2) (y 3)) (* x y))             ; => 6
(let ((x 2) (y 3))
  (let ((x 7) (z (+ x y)))
    (* z x)))                           ; => 35
(let ((x 2) (y 3))
  (let* ((x 7) (z (+ x y)))
    (* z x)))                           ; => 70
(let* () 5)                             ; => 5
(let* ((x 1) (x (+ x 1)) (x (* x 10))) x)               ; => 20
(letrec ((even? (lambda (n) (if (zero? n) #t (odd? (- n 1)))))
         (odd? (lambda (n) (if (zero? n) #f (even? (- n 1))))))
  (even? 88))                           ; => #t
(letrec* ((p (lambda (x) (+ 1 (q (- x 1)))))
          (q (lambda (y) (if (zero? y) 0 (+ 1 (p (- y 1))))))
          (x (p 5))
          (y x))
  y)                                    ; => 5
(let-values (((root rem) (exact-integer-sqrt 32))) (* root rem))        ; => 35
(let-values (((a b) (values 1 2)) ((c) (values 3)) (d (values 4 5)) ((e . f) (values 6 7 8)))
  (list a b c d e f))                   ; => (1 2 3 (4 5) 6 (7 8))
(let ((a 'a) (b 'b) (x 'x) (y 'y))
  (let*-values (((a b) (values x y)) ((x y) (values a b)))
    (list a b x y)))                    ; => (x y x y)
(let ((a 'a) (b 'b) (x 'x) (y 'y))
  (let-values (((a b) (values x y)) ((x y) (values a b)))
    (list a b x y)))                    ; => (x y a b)
(let*-values () 'none)                  ; => none

; The means and variances of the report's letrec* example.
(let ((means (lambda (ton)
               (letrec* ((mean (lambda (f g) (f (/ (sum g ton) n))))
                         (sum (lambda (g ton)
                                (if (null? ton) (+) (if (number? ton) (g ton) (+ (sum g (car ton)) (sum g (cdr ton)))))))
                         (n (sum (lambda (x) 1) ton)))
                 (values (mean values values) (mean exp log) (mean / /))))))
  (let-values (((a b c) (means '(3 (1 4)))))
    (list a (exact (round (* 1000 b))) c)))             ; => (8/3 2289 36/19)

; ---- 4.2.3 sequencing

(define x 0)
(and (= x 0) (begin (set! x 5) (+ x 1)))        ; => 6
(begin (display "4 plus 1 equals ") (display (+ 4 1)))  ; prints 4 plus 1 equals 5

; ---- 4.2.4 iteration

(do ((vec (make-vector 5)) (i 0 (+ i 1))) ((= i 5) vec) (vector-set! vec i i))          ; => #(0 1 2 3 4)
(let ((x '(1 3 5 7 9)))
  (do ((x x (cdr x)) (sum 0 (+ sum (car x)))) ((null? x) sum)))         ; => 25
(do ((i 0 (+ i 1))) ((= i 3)) (display i))      ; prints 012
(let loop ((numbers '(3 -2 1 6 -5)) (nonneg '()) (neg '()))
  (cond ((null? numbers) (list nonneg neg))
        ((>= (car numbers) 0) (loop (cdr numbers) (cons (car numbers) nonneg) neg))
        ((< (car numbers) 0) (loop (cdr numbers) nonneg (cons (car numbers) neg)))))    ; => ((6 1 3) (-5 -2))
; Each turn of do binds its variables afresh.
(map (lambda (f) (f)) (do ((i 0 (+ i 1)) (fs '() (cons (lambda () i) fs))) ((= i 3) fs)))       ; => (2 1 0)

; ---- 4.2.5 delayed evaluation

(force (delay (+ 1 2)))                 ; => 3
(let ((p (delay (+ 1 2)))) (list (force p) (force p)))  ; => (3 3)
(define integers (letrec ((next (lambda (n) (delay (cons n (next (+ n 1))))))) (next 0)))
(define (head stream) (car (force stream)))
(define (tail stream) (cdr (force stream)))
(head (tail (tail integers)))           ; => 2
(define (stream-filter p? s)
  (delay-force
   (if (null? (force s))
       (delay '())
       (let ((h (car (force s))) (t (cdr (force s))))
         (if (p? h)
             (delay (cons h (stream-filter p? t)))
             (stream-filter p? t))))))
(head (tail (tail (stream-filter odd? integers))))      ; => 5
(define count 0)
(define p
  (delay (begin (set! count (+ count 1))
                (if (> count x) count (force p)))))
(define x 5)
(promise? p)                            ; => #t
(force p)                               ; => 6
(begin (set! x 10) (force p))           ; => 6
(eqv? (delay 1) 1)                      ; => #f
(force 5)                               ; => 5
(let ((p (make-promise 5))) (list (promise? p) (force p)))      ; => (#t 5)
(let ((p (delay 1))) (eq? p (make-promise p)))  ; => #t
(promise? (make-promise (list 1)))      ; => #t
; A chain of delay-force takes no space.
(define (loop n) (if (= n 0) (delay 'done) (delay-force (loop (- n 1)))))
(force (loop 100000))                   ; => done
(define (stream-loop) (letrec ((from (lambda (n) (delay (cons n (from (+ n 1))))))) (from 0)))
(head (stream-filter (lambda (n) (= n 10000)) (stream-loop)))   ; => 10000
; What is delayed runs once, even if it forces itself.
(define r (delay (begin (display "hi") 1)))
(define s (delay-force r))
(define t (delay-force s))
(begin (force t) (force r))             ; prints hi

; ---- 4.2.6 dynamic bindings

(define radix (make-parameter 10 (lambda (x) (if (and (exact-integer? x) (<= 2 x 16)) x (error "invalid radix")))))
(define (f n) (number->string n (radix)))
(f 12)                                  ; => "12"
(parameterize ((radix 2)) (f 12))       ; => "1100"
(f 12)                                  ; => "12"
(parameterize ((radix 0)) (f 12))       ; error: invalid radix
(parameterize () 5)                     ; => 5
(define q (make-parameter 1 (lambda (x) (+ x 1))))
(list (q) (parameterize ((q 10)) (q)) (q))      ; => (2 11 2)

; ---- 4.2.7 exception handling

(guard (condition ((assq 'a condition) => cdr) ((assq 'b condition)))
  (raise (list (cons 'a 42))))          ; => 42
(guard (condition ((assq 'a condition) => cdr) ((assq 'b condition)))
  (raise (list (cons 'b 23))))          ; => (b . 23)
(guard (condition ((assq 'a condition) => cdr)) (raise (list (cons 'c 1))))     ; raises ((c . 1))
(guard (e ((symbol? e) (list 'symbol e)) ((string? e) (list 'string e))) (raise 'boom))         ; => (symbol boom)
(guard (e (#f 'never)) 'no-error)       ; => no-error

; ---- 4.2.8 quasiquotation

`(list ,(+ 1 2) 4)                      ; => (list 3 4)
(let ((name 'a)) `(list ,name ',name))  ; => (list a 'a)
`(a ,(+ 1 2) ,@(map abs '(4 -5 6)) b)   ; => (a 3 4 5 6 b)
`((foo ,(- 10 3)) ,@(cdr '(c)) . ,(car '(cons)))        ; => ((foo 7) . cons)
`#(10 5 ,(sqrt 4) ,@(map sqrt '(16 9)) 8)       ; => #(10 5 2 4 3 8)
(let ((foo '(foo bar)) (@baz 'baz)) `(list ,@foo , @baz))       ; => (list foo bar baz)
`(a `(b ,(c ,(+ 1 2))))                 ; => (a `(b ,(c 3)))
`(a `(b ,(foo ,(+ 1 3) d) e) f)         ; => (a `(b ,(foo 4 d) e) f)
(let ((name1 'x) (name2 'y)) `(a `(b ,,name1 ,',name2 d) e))    ; => (a `(b ,x ,'y d) e)
(let ((a 3)) `((1 2) ,a ,4 ,'five 6))   ; => ((1 2) 3 4 five 6)
(quasiquote (list (unquote (+ 1 2)) 4)) ; => (list 3 4)
'(quasiquote (list (unquote (+ 1 2)) 4))        ; => `(list ,(+ 1 2) 4)
`,@'()                                  ; error: unquote-splicing: this may only stand inside a list
`(1 ,@'() 2)                            ; => (1 2)
`(1 . ,(+ 1 1))                         ; => (1 . 2)
`(,@'(1 2) . 3)                         ; => (1 2 . 3)
(let ((l (list 1 2))) (eq? l `(,@l)))   ; => #t
`#(,@'(1 2) ,@'(3))                     ; => #(1 2 3)
``(a ,(b ,(+ 1 1)))                     ; => `(a ,(b 2))
``(a ,(b ,@(map abs '(-1 2))))          ; => `(a ,(b 1 2))

; ---- 4.2.9 case-lambda

(define range
  (case-lambda
    ((e) (range 0 e))
    ((b e) (do ((r '() (cons e r)) (e (- e 1) (- e 1))) ((< e b) r)))))
(range 3)                               ; => (0 1 2)
(range 3 5)                             ; => (3 4)
(range)                                 ; error: range: no clause takes 0 arguments
(define plus (case-lambda (() 0) ((x) x) ((x y) (+ x y)) ((x y . z) (apply + x y z))))
(list (plus) (plus 1) (plus 1 2) (plus 1 2 3 4))        ; => (0 1 3 10)
((case-lambda ((a) 'one) (rest (length rest))) 1 2 3)   ; => 3
((case-lambda ((a . b) (list 'first a b)) (() 'none)))  ; => none
