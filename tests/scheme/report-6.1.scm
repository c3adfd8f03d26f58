; The examples of R7RS 6.1, equivalence.

(eqv? 'a 'a)                            ; => #t
(eqv? 'a 'b)                            ; => #f
(eqv? 2 2)                              ; => #t
(eqv? 2 2.0)                            ; => #f
(eqv? '() '())                          ; => #t
(eqv? 100000000 100000000)              ; => #t
(eqv? 0.0 +nan.0)                       ; => #f
(eqv? 0.0 -0.0)                         ; => #f
(eqv? (cons 1 2) (cons 1 2))            ; => #f
(eqv? (lambda () 1) (lambda () 2))      ; => #f
(let ((p (lambda (x) x))) (eqv? p p))   ; => #t
(eqv? #f 'nil)                          ; => #f
; The report leaves these open; here equal numbers are one value, and empty objects are told apart.
(eqv? "" "")                            ; => #f
(eqv? '#() '#())                        ; => #f
(eqv? 1.0e0 1.0f0)                      ; error: unbound variable: 1.0f0
(eqv? +nan.0 +nan.0)                    ; => #t
(eqv? 1/2 (/ 2 4))                      ; => #t
(eqv? 1+2i (make-rectangular 1 2))      ; => #t
(eqv? 1+2i 1.0+2.0i)                    ; => #f
(eqv? #\a (string-ref "a" 0))           ; => #t
(eqv? #t #t)                            ; => #t
(eqv? #f '())                           ; => #f
(define gen-counter (lambda () (let ((n 0)) (lambda () (set! n (+ n 1)) n))))
(let ((g (gen-counter))) (eqv? g g))    ; => #t
(eqv? (gen-counter) (gen-counter))      ; => #f
(define gen-loser (lambda () (let ((n 0)) (lambda () (set! n (+ n 1)) 27))))
(let ((g (gen-loser))) (eqv? g g))      ; => #t
(letrec ((f (lambda () (if (eqv? f g) 'f 'both))) (g (lambda () (if (eqv? f g) 'g 'both)))) (eqv? f g))         ; => #f
(let ((x '(a))) (eqv? x x))             ; => #t
(eq? 'a 'a)                             ; => #t
(eq? (list 'a) (list 'a))               ; => #f
(eq? '() '())                           ; => #t
(eq? car car)                           ; => #t
(let ((x '(a))) (eq? x x))              ; => #t
(let ((x '#())) (eq? x x))              ; => #t
(let ((p (lambda (x) x))) (eq? p p))    ; => #t
(let ((n (+ 2 3))) (eq? n n))           ; => #t
(eq? 2 2)                               ; => #t
(eq? #\a #\a)                           ; => #t
(equal? 'a 'a)                          ; => #t
(equal? '(a) '(a))                      ; => #t
(equal? '(a (b) c) '(a (b) c))          ; => #t
(equal? "abc" "abc")                    ; => #t
(equal? 2 2)                            ; => #t
(equal? (make-vector 5 'a) (make-vector 5 'a))          ; => #t
(equal? '#1=(a b . #1#) '#2=(a b a b . #2#))            ; => #t
(equal? '#1=(a b . #1#) '#2=(a c . #2#))                ; => #f
(equal? '#1=#(a #1#) '#2=#(a #(a #2#)))                 ; => #t
(equal? (lambda (x) x) (lambda (y) y))  ; => #f
(equal? #u8(1 2) (bytevector 1 2))      ; => #t
(equal? 1.0 1)                          ; => #f
(equal? "abc" 'abc)                     ; => #f
(equal? #(1 2 (3 #\4 "5")) (vector 1 2 (list 3 #\4 (string #\5))))      ; => #t
(equal? '(1 2) '(1 2 3))                ; => #f
(equal? '(1 . 2) '(1 2))                ; => #f
(equal? #(1 2) '(1 2))                  ; => #f
(equal? +nan.0 +nan.0)                  ; => #t
(equal? 0.0 -0.0)                       ; => #f
