; in the interpreter of core
; Every core form, by what it evaluates to.

; Quote, lambda, define, set!, begin
'(a #(b "c") . d)                       ; => (a #(b "c") . d)
#(1 a (b))                              ; => #(1 a (b))
"s"                                     ; => "s"
((lambda (a b . c) (list a b c)) 1 2 3 4)  ; => (1 2 (3 4))
((lambda all all) 1 2)                  ; => (1 2)
(define (f a . b) (cons b a))
(f 1 2)                                 ; => ((2) . 1)
(define (f . all) all)
(f 1 2)                                 ; => (1 2)
(define x 1)
(set! x (+ x 1))
x                                       ; => 2
(define f (lambda (x) (set! x (+ x 1)) x))
(f 1)                                   ; => 2
(begin 1 2 3)                           ; => 3
(begin (define a 1) (begin (define b 2)))
(+ a b)                                 ; => 3
((named-lambda (foo x) (* x 2)) 4)      ; => 8
(if #f 1 2)                             ; => 2
(if '() 1 2)                            ; => 1

; Bodies
(let () (define a 1) (define (f) (+ a b)) (define b 2) (f))  ; => 3
(let ((x 1)) (set! x 5) (define y x) (list x y))  ; => (5 5)
(let () (begin (define a 1) (define b 2)) (+ a b))  ; => 3
(let () (define-values (a . b) (values 1 2 3)) (define c b) (list a c))  ; => (1 (2 3))
(define-values all (values 1 2))
all                                     ; => (1 2)
(let () (define-record-type p (mk a) p? (a p-a)) (p-a (mk 3)))  ; => 3

; Let and kin
(let ((a 1) (b 2)) (list a b))          ; => (1 2)
(let ((a 1)) (let ((a 2) (b a)) (list a b)))  ; => (2 1)
(let* ((a 1) (b (+ a 1)) (a (* b 10))) (list a b))  ; => (20 2)
(let* () 5)                             ; => 5
(letrec ((f (lambda (n) (if (= n 0) 'done (f (- n 1)))))) (f 10))  ; => done
(letrec* ((a 1) (b (+ a 1))) b)         ; => 2
(let loop ((i 0) (l '())) (if (= i 3) l (loop (+ i 1) (cons i l))))  ; => (2 1 0)
(let loop () 1)                         ; => 1
(let-values (((a b) (values 1 2)) ((c . d) (values 3 4 5))) (list a b c d))  ; => (1 2 3 (4 5))
(let ((a 1)) (let-values (((a) (values 2)) ((b) (values a))) (list a b)))  ; => (2 1)
(let*-values (((a) (values 2)) ((b) (values a))) (list a b))  ; => (2 2)

; Conditionals
(cond (#f 1) ((+ 1 1)) (else 3))        ; => 2
(cond ((assv 2 '((1 . a) (2 . b))) => cdr) (else 'none))  ; => b
(cond (#f 1) (else 2 3))                ; => 3
(cond ((= 1 1) 'a 'b))                  ; => b
(case (* 2 3) ((2 3 5 7) 'prime) ((1 4 6 8 9) 'composite))  ; => composite
(case 'x ((y) 1) (else => (lambda (k) (list k))))  ; => (x)
(case 5 ((1 2 3 4 5 6 7 8 9 10) => -) (else 0))  ; => -5
(case "a" (("a") 1) (else 2))           ; => 2
(case '() ((()) 1) (else 2))            ; => 1
(case #\a ((#\b #\a) 1) (else 2))       ; => 1
(list (and) (and 1) (and 1 2) (and #f 2) (or) (or #f) (or #f 3))  ; => (#t 1 2 #f #f #f 3)
(list (when #t 1 2) (unless #f 3))      ; => (2 3)

; Loops
(do ((v (make-vector 3)) (i 0 (+ i 1))) ((= i 3) v) (vector-set! v i i))  ; => #(0 1 2)
(let ((x '(1 3 5))) (do ((x x (cdr x)) (s 0 (+ s (car x)))) ((null? x) s)))  ; => 9

; Quasiquote
`(1 ,(+ 1 1) ,@(list 3 4) 5)            ; => (1 2 3 4 5)
`(1 . ,(+ 1 1))                         ; => (1 . 2)
`(,@(list 1 2) . 3)                     ; => (1 2 . 3)
`#(1 ,@(list 2 3))                      ; => #(1 2 3)
`5                                      ; => 5
`(a `(b ,(c ,(+ 1 2))))                 ; => (a `(b ,(c 3)))
`(a `(b ,(foo ,(+ 1 3) d) e) f)         ; => (a `(b ,(foo 4 d) e) f)
(let ((n1 'x) (n2 'y)) `(a `(b ,,n1 ,',n2 d) e))  ; => (a `(b ,x ,'y d) e)
`(1 ,@'() . 2)                          ; => (1 . 2)
`((,@(list 1)) ,@(list 2))              ; => ((1) 2)
`(1 `,@(2 ,@(list 3)))                  ; => (1 `,@(2 3))
(let ((unquote 1)) `(a (unquote b)))    ; => (a ,b)

; Control
(force (delay (+ 1 2)))                 ; => 3
(define n 0)
(define p (delay (begin (set! n (+ n 1)) n)))
(force p)
(force p)                               ; => 1
(force (delay-force (delay 5)))         ; => 5
(define p (make-parameter 1))
(list (parameterize ((p 2)) (p)) (p))   ; => (2 1)
(parameterize () 5)                     ; => 5
(guard (e (#t (list 'got e))) (raise 5))  ; => (got 5)
(guard (e ((string? e) 1) ((assq 'a e) => cdr)) (raise '((a . 42))))  ; => 42
(guard (e (else 'outer)) (guard (e ((string? e) 'inner)) (raise 1)))  ; => outer
(guard (e (#f 1)) 'fine)                ; => fine
(define f (case-lambda ((a) (list 1 a)) ((a b) (list 2 a b)) ((a b . c) (list 3 a b c))))
(list (f 1) (f 1 2) (f 1 2 3 4))        ; => ((1 1) (2 1 2) (3 1 2 (3 4)))
(define f (case-lambda (() 0) (all all)))
(list (f) (f 1))                        ; => (0 (1))
(define f (case-lambda ((a . r) r)))
(f 1 2)                                 ; => (2)

; Records
(define-record-type <pt> (pt y x) pt? (x px px!) (y py))
(define p (pt 2 1))
(px! p 10)
(list (px p) (py p) (pt? p) (pt? 5))    ; => (10 2 #t #f)
(define-record-type pt pt pt? (x px))
(px (pt 1))                             ; => 1
(define-record-type pt #f pt?)
(pt? 1)                                 ; => #f
(define-record-type pt (pt) #f (x px px!))
(define p (pt))
(px! p 1)
(px p)                                  ; => 1

; Cond-expand
(cond-expand (full-unicode 1) (else 2))  ; => 1
(cond-expand ((and r7rs (not no-such)) 1) (else 2))  ; => 1
(cond-expand ((library (scheme base)) 1) (else 2))  ; => 1
(cond-expand ((library (no such)) 1) ((or no-such perdure) 2))  ; => 2
(let () (cond-expand (r7rs (define a 1))) a)  ; => 1
