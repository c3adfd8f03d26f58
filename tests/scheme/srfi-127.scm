; SRFI 127: lazy sequences.

(import (srfi 127) (only (srfi 158) make-range-generator generator circular-generator))

; A generator that tells how many values it was asked for.
(define asked 0)
(define (counting . last)
  (set! asked 0)
  (lambda ()
    (set! asked (+ asked 1))
    (if (and (pair? last) (> asked (car last))) (eof-object) asked)))

; ---- Making and taking apart

(define one-two (generator->lseq (counting 2)))
asked                                   ; => 1
(list (lseq-car one-two) (lseq-first one-two) asked)    ; => (1 1 1)
(procedure? (cdr one-two))              ; => #t
(list (lseq-car (lseq-cdr one-two)) asked)      ; => (2 2)
(list (eq? (lseq-cdr one-two) (lseq-rest one-two)) (eq? (lseq-rest one-two) (cdr one-two)) asked)       ; => (#t #t 2)
(list (lseq-cdr (lseq-cdr one-two)) asked)      ; => (() 3)
(list one-two asked)                    ; => ((1 2) 3)
(generator->lseq (generator))           ; => ()
(list (lseq-cdr '(1 2)) (lseq-cdr '(1)))        ; => ((2) ())
(lseq-cdr '(1 . 2))                     ; => 2
(lseq-realize (cons 0 (generator->lseq (counting 2))))  ; => (0 1 2)

(map lseq? (list '() '(1 2) (generator->lseq (counting)) (cons 1 car) '(1 . 2) 5 "" car))      ; => (#t #t #t #t #f #f #f #t)
(lseq? (let ((l (list 1 2 3))) (set-cdr! (cddr l) l) l))        ; => #f
(lseq? (let ((l (list 1))) (set-cdr! l l) l))   ; => #f

(lseq=? = '(1 2) (generator->lseq (counting 2)))        ; => #t
(lseq=? = '(1 2) (generator->lseq (counting 3)))        ; => #f
(lseq=? = (generator->lseq (counting 3)) '(1 2))        ; => #f
(list (lseq=? = '() '()) (lseq=? = '() '(1)) (lseq=? < '(1 2) '(2 3)) (lseq=? < '(1 2) '(2 2)))         ; => (#t #f #t #f)

(lseq-ref '(a b c d) 2)                 ; => c
(list (lseq-ref (generator->lseq (counting)) 4) asked)  ; => (5 5)
(lseq-drop '(a b c d e) 2)              ; => (c d e)
(list (lseq-car (lseq-drop (generator->lseq (counting)) 3)) asked)      ; => (4 4)
(lseq-drop '(1 2) 2)                    ; => ()
; What is taken is not there before it is asked for, and nothing after it ever is.
(define three (lseq-take (generator->lseq (counting)) 3))
asked                                   ; => 1
(list (lseq-realize three) asked)       ; => ((1 2 3) 3)
(lseq-realize (lseq-take '(a b c d e) 2))       ; => (a b)
(list (lseq-take '() 0) (lseq-take '(1) 0))     ; => (() ())

; ---- The whole sequence

(let ((l (generator->lseq (counting 3)))) (eq? (lseq-realize l) l))     ; => #t
(list (lseq-length '()) (lseq-length (generator->lseq (counting 3))) asked)     ; => (0 3 4)
(let ((g (lseq->generator (generator->lseq (counting 2))))) (let* ((a (g)) (b (g)) (c (g)) (d (g))) (list a b (eof-object? c) (eof-object? d) asked)))  ; => (1 2 #t #t 3)
(let ((g (lseq->generator '(1)))) (list (g) (eof-object? (g))))         ; => (1 #t)
(define joined (lseq-append '(a b) '() (generator->lseq (counting 2)) '(c)))
(lseq-car joined)                       ; => a
asked                                   ; => 1
(lseq-realize joined)                   ; => (a b 1 2 c)
(list (lseq-append) (lseq-append '()) (lseq-realize (lseq-append '(1) '())))    ; => (() () (1))
(lseq-realize (lseq-zip '(one two three) (generator->lseq (counting)) (generator->lseq (circular-generator 'odd 'even))))
                                        ; => ((one 1 odd) (two 2 even) (three 3 odd))
asked                                   ; => 3
(lseq-realize (lseq-zip '(1 2 3)))      ; => ((1) (2) (3))

; ---- Mapping, keeping, searching

(lseq-realize (lseq-map (lambda (x) (lseq-car (lseq-cdr x))) '((a b) (d e) (g h))))     ; => (b e h)
(lseq-realize (lseq-take (lseq-map (lambda (n) (expt n n)) (generator->lseq (counting))) 5))    ; => (1 4 27 256 3125)
asked                                   ; => 5
(lseq-realize (lseq-map + '(1 2 3) '(4 5 6 7))) ; => (5 7 9)
(lseq-map + '() '(1))                   ; => ()
(let ((v (make-vector 5))) (lseq-for-each (let ((count 0)) (lambda (i) (vector-set! v count (* i i)) (set! count (+ count 1)))) '(0 1 2 3 4)) v)        ; => #(0 1 4 9 16)
(lseq-for-each (lambda (a b) (display (+ a b))) (generator->lseq (counting)) '(1 2 3))  ; prints 246
(lseq-realize (lseq-filter odd? (generator->lseq (make-range-generator 1 5))))          ; => (1 3)
(lseq-realize (lseq-remove odd? (generator->lseq (make-range-generator 1 5))))          ; => (2 4)
(lseq-filter odd? '(2 4))               ; => ()
(list (lseq-find even? '(3 1 4 1 5 9 2 6)) (lseq-find even? '(1)))      ; => (4 #f)
(list (lseq-find even? (generator->lseq (counting))) asked)     ; => (2 2)
(list (lseq-find-tail even? '(3 1 37 -8 -5 0 0)) (lseq-find-tail even? '(3 1 37 -5)))   ; => ((-8 -5 0 0) #f)
(lseq-realize (lseq-take-while even? '(2 18 3 10 22 9)))        ; => (2 18)
(lseq-drop-while even? '(2 18 3 10 22 9))       ; => (3 10 22 9)
(list (lseq-drop-while even? '(2)) (lseq-take-while even? '(1 2)))      ; => (() ())
(list (lseq-any integer? '(a 3 b 2.7)) (lseq-any integer? '(a 3.1 b 2.7)) (lseq-any < '(3 1 4 1 5) '(2 7 1 8 2)))       ; => (#t #f #t)
(list (lseq-any (lambda (n) (and (> n 2) (* n n))) (generator->lseq (counting))) asked)         ; => (9 3)
(list (lseq-every (lambda (n) (and (> n 0) (* n n))) '(1 2 3 4)) (lseq-every odd? '()) (lseq-every odd? '(1 2)))        ; => (16 #t #f)
(lseq-every < '(1 2 3) (generator->lseq (make-range-generator 2)))      ; => #t
(list (lseq-index even? '(3 1 4 1 5 9)) (lseq-index < '(3 1 4 1 5 9 2 5 6) '(2 7 1 8 2)) (lseq-index = '(3 1 4 1 5 9 2 5 6) '(2 7 1 8 2)))      ; => (2 1 #f)
(list (lseq-memq 'b '(a b c)) (lseq-memq 'd '(a b c)) (lseq-memv 101 '(100 101 102)) (lseq-member (list 'a) '(b (a) c)))        ; => ((b c) #f (101 102) ((a) c))
(lseq-memq (list 'a) '(b (a) c))        ; => #f
(car (lseq-member 5 (generator->lseq (counting)) <))    ; => 6

; ---- Errors
(define circle (let ((l (list 1))) (set-cdr! l l) l))
(define (refused? f) (guard (e ((error-object? e) (eq? (condition-kind e) 'type))) (f) #f))
(map refused? (list (lambda () (lseq-length circle)) (lambda () (lseq-find even? circle)) (lambda () (lseq-map + circle 5)) (lambda () (lseq-every = circle circle))))         ; => (#t #t #t #t)
(lseq-length (generator->lseq (counting 20000)))        ; => 20000
(lseq-car '())                          ; error: lseq-car: expected a lazy sequence with an element, got ()
(lseq-rest 5)                           ; error: lseq-rest: expected a lazy sequence with an element, got 5
(lseq-ref '(a) 1)                       ; error: lseq-ref: expected a lazy sequence with an element, got ()
(lseq-drop '(a) 2)                      ; error: lseq-drop: expected a lazy sequence with an element, got ()
(lseq-drop '(a) -1)                     ; error: lseq-drop: expected an exact integer from 0, got -1
(lseq-realize (lseq-take '(a) 2))       ; error: lseq-take: expected a lazy sequence with an element, got ()
(lseq-length '(1 . 2))                  ; error: lseq-length: expected a lazy sequence with an element, got 2
(lseq-map 5 '(1))                       ; error: lseq-map: expected a procedure, got 5
(generator->lseq '(1))                  ; error: generator->lseq: expected a procedure, got (1)
