; R7RS 6.1 and 6.3: eq?, eqv?, equal?, booleans.

(eqv? 'a 'a)                            ; => #t
(eqv? 'a 'b)                            ; => #f
(eqv? 2 2)                              ; => #t
(eqv? 2 2.0)                            ; => #f
(eqv? 0.0 -0.0)                         ; => #f
(eqv? 0.0 +nan.0)                       ; => #f
(eqv? +nan.0 +nan.0)                    ; => #t
(eqv? '() '())                          ; => #t
(eqv? 100000000000000000000 100000000000000000000)      ; => #t
(eqv? 1/3 (/ 2 6))                      ; => #t
(eqv? 1.5 (/ 3.0 2))                    ; => #t
(eqv? (cons 1 2) (cons 1 2))            ; => #f
(eqv? (lambda () 1) (lambda () 2))      ; => #f
(let ((p (lambda (x) x))) (eqv? p p))   ; => #t
(eqv? #f 'nil)                          ; => #f
(eqv? "" "")                            ; => #f
(eqv? #\a #\a)                          ; => #t
(eqv? (string #\a) (string #\a))        ; => #f
(define (gen-counter) (let ((n 0)) (lambda () (set! n (+ n 1)) n)))
(let ((g (gen-counter))) (eqv? g g))    ; => #t
(eqv? (gen-counter) (gen-counter))      ; => #f
(letrec ((f (lambda () (if (eqv? f g) 'f 'both))) (g (lambda () (if (eqv? f g) 'g 'both)))) (eqv? f g))       ; => #f
(let ((x '(a))) (eqv? x x))             ; => #t

(eq? 'a 'a)                             ; => #t
(eq? (list 'a) (list 'a))               ; => #f
(eq? '() '())                           ; => #t
(eq? car car)                           ; => #t
(let ((x '(a))) (eq? x x))              ; => #t
(let ((x '#())) (eq? x x))              ; => #t
(eq? (string->symbol "x") 'x)           ; => #t
(eq? #t #t)                             ; => #t
(eq? (if #f #f) (if #f #f))             ; => #t
(eq? (eof-object) (eof-object))         ; => #t
(eq? 1 #t)                              ; => #f
(eqv? 0 #f)                             ; => #f

(equal? 'a 'a)                          ; => #t
(equal? '(a (b) c) '(a (b) c))          ; => #t
(equal? "abc" "abc")                    ; => #t
(equal? 2 2)                            ; => #t
(equal? 2 2.0)                          ; => #f
(equal? (make-vector 5 'a) (make-vector 5 'a))  ; => #t
(equal? #u8(1 2) (bytevector 1 2))      ; => #t
(equal? #(1 2) '(1 2))                  ; => #f
(equal? "a" 'a)                         ; => #f
(equal? '(1 . 2) '(1 2))                ; => #f
(equal? (lambda (x) x) (lambda (y) y))  ; => #f
(equal? '(1 #t) '(1 1))                 ; => #f
(equal? #(#f 0) #(0 #f))                ; => #f
(equal? '#1=(a b . #1#) '#2=(a b a b . #2#))    ; => #t
(equal? '#1=(a b . #1#) '#2=(a c . #2#))        ; => #f
(let ((v (vector 1 2)) (w (vector 1 2))) (vector-set! v 0 v) (vector-set! w 0 w) (equal? v w))  ; => #t
(let ((deep (lambda () (let loop ((n 100000) (l '())) (if (= n 0) l (loop (- n 1) (list l))))))) (equal? (deep) (deep)))        ; => #t

#t                                      ; => #t
#true                                   ; => #t
'#false                                 ; => #f
(not 3)                                 ; => #f
(not (list 3))                          ; => #f
(not #f)                                ; => #t
(not '())                               ; => #f
(list (boolean? #f) (boolean? 0) (boolean? '()))        ; => (#t #f #f)
(boolean=? #t #t #t)                    ; => #t
(boolean=? #t #f)                       ; => #f
(boolean=? 1 #t)                        ; error: boolean=?: expected a boolean, got 1
(eq? 1)                                 ; error: eq?: expected 2 arguments, got 1
