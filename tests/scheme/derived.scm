; R7RS 4.2.5 to 4.2.9: promises, parameters, guard (see exceptions.scm), quasiquotation, case-lambda.

; ---- 4.2.5 promises

(force (delay (+ 1 2)))                 ; => 3
(let ((p (delay (+ 1 2)))) (list (force p) (force p)))  ; => (3 3)
(define integers
  (letrec ((next (lambda (n) (delay (cons n (next (+ n 1))))))) (next 0)))
(define (head stream) (car (force stream)))
(define (tail stream) (cdr (force stream)))
(head (tail (tail integers)))           ; => 2
(define (stream-filter p? s)
  (delay-force
   (if (null? (force s))
       (delay '())
       (let ((h (car (force s))) (t (cdr (force s))))
         (if (p? h) (delay (cons h (stream-filter p? t))) (stream-filter p? t))))))
(head (tail (tail (stream-filter odd? integers))))      ; => 5
; A promise's value is computed once, even where forcing it forces it.
(define count 0)
(define x 5)
(define p
  (delay (begin (set! count (+ count 1)) (if (> count x) count (force p)))))
(promise? p)                            ; => #t
(force p)                               ; => 6
(begin (set! x 10) (force p))           ; => 6
(define q
  (let ((first? #t))
    (delay (if first? (begin (set! first? #f) (force q)) 'second))))
(force q)                               ; => second
(define r (delay (begin (display "hi") 1)))
(+ (force r) (force r))                 ; prints hi
; A chain of delay-force takes constant space.
(define (forever n) (if (= n 0) (delay 'end) (delay-force (forever (- n 1)))))
(force (forever 200000))                ; => end
(force 7)                               ; => 7
(force (make-promise 7))                ; => 7
(promise? (make-promise 7))             ; => #t
(let ((p (delay 1))) (eq? p (make-promise p)))          ; => #t
(promise? 7)                            ; => #f
(promise? (delay-force (delay 1)))      ; => #t
; A promise whose expression failed may be forced again.
(define attempts 0)
(define flaky (delay (begin (set! attempts (+ attempts 1)) (if (< attempts 2) (raise 'not-yet) attempts))))
(guard (e (#t e)) (force flaky))        ; => not-yet
(force flaky)                           ; => 2
(delay)                                 ; error: delay: expected (delay expression), got (delay)

; ---- 4.2.6 parameters

(define radix
  (make-parameter 10 (lambda (x) (if (and (exact-integer? x) (<= 2 x 16)) x (error "invalid radix" x)))))
(define (f n) (number->string n (radix)))
(f 12)                                  ; => "12"
(parameterize ((radix 2)) (f 12))       ; => "1100"
(f 12)                                  ; => "12"
(parameterize ((radix 0)) (f 12))       ; error: invalid radix 0
(f 12)                                  ; => "12"
(define prompt (make-parameter 123 (lambda (x) (if (string? x) x (number->string x 10)))))
(prompt)                                ; => "123"
(parameterize ((prompt 5)) (prompt))    ; => "5"
(define a (make-parameter 1))
(define b (make-parameter 2))
(parameterize ((a (b)) (b (a))) (list (a) (b)))         ; => (2 1)
(parameterize ((a 10)) (parameterize ((b (+ (a) 1))) (list (a) (b))))   ; => (10 11)
(list (a) (b))                          ; => (1 2)
(parameterize () 'body)                 ; => body
(parameterize ((a 5)) (define inner (a)) (* inner 2))   ; => 10
; Leaving by a continuation restores a parameter, entering again sets it again.
(define k #f)
(define seen '())
(parameterize ((a 'inside))
  (call/cc (lambda (c) (set! k c)))
  (set! seen (cons (a) seen)))
(set! seen (cons (a) seen))
(if (< (length seen) 4) (k 'again))
(reverse seen)                          ; => (inside 1 inside)
(call/cc (lambda (k) (parameterize ((a 'left)) (k 'out))))      ; => out
(a)                                     ; => 1
; A closure sees the values in effect where it is called.
(define show-a (parameterize ((a 'made)) (lambda () (a))))
(show-a)                                ; => 1
(parameterize ((a 'called)) (show-a))   ; => called
(guard (e (#t (a))) (parameterize ((a 'raised)) (raise 'x)))    ; => 1
(with-exception-handler
  (lambda (e) (a))
  (lambda () (parameterize ((a 'raised)) (raise-continuable 'x))))      ; => raised
(procedure? a)                          ; => #t
(parameterize ((car 1)) 2)              ; error: parameterize: expected a parameter, got #<procedure car>

; ---- 4.2.8 quasiquotation

`(list ,(+ 1 2) 4)                      ; => (list 3 4)
(let ((name 'a)) `(list ,name ',name))  ; => (list a 'a)
`(a ,(+ 1 2) ,@(map abs '(4 -5 6)) b)   ; => (a 3 4 5 6 b)
`((foo ,(- 10 3)) ,@(cdr '(c)) . ,(car '(cons)))        ; => ((foo 7) . cons)
`#(10 5 ,(sqrt 4) ,@(map sqrt '(16 9)) 8)               ; => #(10 5 2 4 3 8)
(let ((foo '(foo bar)) (@baz 'baz)) `(list ,@foo , @baz))       ; => (list foo bar baz)
`(a `(b ,(foo ,(+ 1 3) d) e) f)         ; => (a `(b ,(foo 4 d) e) f)
(let ((name1 'x) (name2 'y)) `(a `(b ,,name1 ,',name2 d) e))    ; => (a `(b ,x ,'y d) e)
(quasiquote (list (unquote (+ 1 2)) 4)) ; => (list 3 4)
'(quasiquote (list (unquote (+ 1 2)) 4))                ; => `(list ,(+ 1 2) 4)
`(1 . ,(list 2 3))                      ; => (1 2 3)
`,(+ 1 2)                               ; => 3
`(,@'() . tail)                         ; => tail
`(x ,@'(1 2) y ,@'() z)                 ; => (x 1 2 y z)
`((,@'(1)) (,@'()))                     ; => ((1) ())
`(1 ,@5)                                ; => (1 . 5)
`(,@5 1)                                ; error: append: expected a list, got 5
`,@(list 1)                             ; error: unquote-splicing: this may only stand inside a list
(let ((l (list 1 2))) (eq? l (cdr `(0 . ,l))))          ; => #t

; ---- 4.2.9 case-lambda

(define range
  (case-lambda ((e) (range 0 e))
               ((b e) (do ((r '() (cons e r)) (e (- e 1) (- e 1))) ((< e b) r)))))
(range 3)                               ; => (0 1 2)
(range 3 5)                             ; => (3 4)
(range 1 2 3)                           ; error: range: no clause takes 3 arguments
(define plus (case-lambda (() 0) ((x) x) ((x y) (+ x y)) ((x . rest) (+ x (apply plus rest)))))
(list (plus) (plus 1) (plus 1 2) (plus 1 2 3 4))        ; => (0 1 3 10)
((case-lambda ((a b) 'two) (all (length all))) 1 2 3)   ; => 3
((case-lambda))                         ; error: case-lambda: no clause takes 0 arguments

; ---- a variable that is read before its value is there

(letrec ((a b) (b 1)) a)                ; error: b is used before its value is there at 1:13
(letrec ((a (lambda () b)) (b 1)) (a))  ; => 1
(let () (define (f) y) (define x (f)) (define y 1) x)   ; error: y is used before its value is there at 1:21
(let () (define (f) y) (define y 1) (define x (f)) x)   ; => 1
(let () (define p (list (lambda () y))) (define y 5) ((car p)))         ; => 5
(let () (define x 1) (define y x) (list x y))           ; => (1 1)
(let () (define-values (a b) (values c 2)) (define c 1) a)              ; error: c is used before its value is there
(letrec ((x x)) x)                      ; error: x is used before its value is there
(letrec* ((a 1) (b (+ a 1)) (c (lambda () (list a b c)))) (procedure? (caddr (c))))     ; => #t
(let () (define (even? n) (if (= n 0) #t (odd? (- n 1)))) (define (odd? n) (if (= n 0) #f (even? (- n 1)))) (even? 100))        ; => #t
