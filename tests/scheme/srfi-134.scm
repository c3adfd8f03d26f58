; SRFI 134: immutable deques.

(import (srfi 134))
(define (all . deques) (map ideque->list deques))
(define d (ideque 1 2 3 4 5))
(list (ideque? d) (ideque? '(1)) (ideque-empty? (ideque)) (ideque-empty? d) (ideque->list d) (ideque-length d) (ideque-length (ideque)))        ; => (#t #f #t #f (1 2 3 4 5) 5 0)
(all (ideque) (ideque-tabulate 3 -) (ideque-unfold (lambda (x) (> x 3)) - (lambda (x) (+ x 1)) 0) (ideque-unfold-right (lambda (x) (> x 3)) - (lambda (x) (+ x 1)) 0) (list->ideque '(1 2)))    ; => (() (0 -1 -2) (0 -1 -2 -3) (-3 -2 -1 0) (1 2))
(list->ideque 5)                        ; error: list->ideque: expected a list, got 5
(ideque-length 5)                       ; error: ideque-length: expected an ideque, got 5
(ideque-add-back 5 1)                   ; error: ideque-add-back: expected an ideque, got 5
(ideque-map - '(1))                     ; error: ideque->list: expected an ideque, got (1)
(list (ideque= eq?) (ideque= eq? d) (ideque= = (ideque 1 2) (ideque 1 2) (ideque 1 2)) (ideque= = (ideque 1 2) (ideque 1 3)) (ideque= = (ideque 1) (ideque 1 2)) (ideque= < (ideque 1) (ideque 2) (ideque 3)))    ; => (#t #t #t #f #f #t)
(list (ideque-any even? d) (ideque-any zero? d) (ideque-every positive? d) (ideque-every odd? d) (ideque-any odd? (ideque)) (ideque-every odd? (ideque)) (ideque-any (lambda (x) (and (even? x) (* x 10))) d))     ; => (#t #f #t #f #f #t 20)
(list (ideque-front d) (ideque-back d) (ideque-front (ideque 1)) (ideque-back (ideque 1)))      ; => (1 5 1 1)
(all (ideque-remove-front d) (ideque-remove-back d) (ideque-add-front d 0) (ideque-add-back d 6) d (ideque-remove-front (ideque 1)) (ideque-remove-back (ideque 1)))    ; => ((2 3 4 5) (1 2 3 4) (0 1 2 3 4 5) (1 2 3 4 5 6) (1 2 3 4 5) () ())
(map (lambda (f) (guard (e (#t (condition-report-string e))) (f (ideque)))) (list ideque-front ideque-back ideque-remove-front ideque-remove-back))      ; => ("ideque-front: the ideque is empty" "ideque-back: the ideque is empty" "ideque-remove-front: the ideque is empty" "ideque-remove-back: the ideque is empty")
(ideque-front '(1))                     ; error: ideque-front: expected an ideque, got (1)
; A queue, and a stack from either end.
(let loop ((i 0) (d (ideque)) (made '())) (cond ((< i 6) (loop (+ i 1) (ideque-add-back d i) made)) ((ideque-empty? d) (reverse made)) (else (loop i (ideque-remove-front d) (cons (ideque-front d) made)))))       ; => (0 1 2 3 4 5)
(let loop ((i 0) (d (ideque)) (made '())) (cond ((< i 6) (loop (+ i 1) (ideque-add-front d i) made)) ((ideque-empty? d) (reverse made)) (else (loop i (ideque-remove-back d) (cons (ideque-back d) made)))))        ; => (0 1 2 3 4 5)
(let loop ((i 0) (d (ideque)) (made '())) (cond ((< i 6) (loop (+ i 1) (ideque-add-back d i) made)) ((ideque-empty? d) (reverse made)) (else (loop i (ideque-remove-back d) (cons (ideque-back d) made)))))         ; => (5 4 3 2 1 0)
(map (lambda (k) (ideque-ref d k)) '(0 1 2 3 4))        ; => (1 2 3 4 5)
(ideque-ref d 5)                        ; error: ideque-ref: expected a number from 0 to 4, got 5
(ideque-ref (ideque) 0)                 ; error: ideque-ref: the ideque is empty
(all (ideque-take d 2) (ideque-take-right d 2) (ideque-drop d 2) (ideque-drop-right d 2) (ideque-take d 0) (ideque-drop d 5))   ; => ((1 2) (4 5) (3 4 5) (1 2 3) () ())
(ideque-take d 6)                       ; error: ideque-take: expected a number from 0 to 5, got 6
(ideque-drop-right d 6)                 ; error: ideque-drop-right: expected a number from 0 to 5, got 6
(call-with-values (lambda () (ideque-split-at d 2)) all)        ; => ((1 2) (3 4 5))
(all (ideque-append) (ideque-append d (ideque) (ideque 6)) (ideque-reverse d) (ideque-reverse (ideque)) (ideque-add-back (ideque-reverse d) 0))         ; => (() (1 2 3 4 5 6) (5 4 3 2 1) () (5 4 3 2 1 0))
(list (ideque-count odd? d) (ideque->list (ideque-zip d (ideque 'a 'b))) (ideque->list (ideque-zip (ideque 1))))        ; => (3 ((1 a) (2 b)) ((1)))
(all (ideque-map - d) (ideque-filter-map (lambda (x) (and (odd? x) (* x x))) d) (ideque-append-map (lambda (x) (list x x)) (ideque 1 2)))       ; => ((-1 -2 -3 -4 -5) (1 9 25) (1 1 2 2))
(let ((seen '())) (ideque-for-each (lambda (x) (set! seen (cons x seen))) (ideque 1 2)) (ideque-for-each-right (lambda (x) (set! seen (cons x seen))) (ideque 3 4)) seen)       ; => (3 4 2 1)
(list (ideque-fold cons '() d) (ideque-fold-right cons '() d))  ; => ((5 4 3 2 1) (1 2 3 4 5))
(all (ideque-filter odd? d) (ideque-remove odd? d))     ; => ((1 3 5) (2 4))
(call-with-values (lambda () (ideque-partition odd? d)) all)    ; => ((1 3 5) (2 4))
(list (ideque-find even? d) (ideque-find-right even? d) (ideque-find zero? d) (ideque-find zero? d (lambda () 'none)) (ideque-find-right zero? d (lambda () 'none)))    ; => (2 4 #f none none)
(define (small? x) (< x 3))
(define (large? x) (> x 3))
(all (ideque-take-while small? d) (ideque-take-while-right large? d) (ideque-drop-while small? d) (ideque-drop-while-right large? d))   ; => ((1 2) (4 5) (3 4 5) (1 2 3))
(call-with-values (lambda () (ideque-span small? d)) all)       ; => ((1 2) (3 4 5))
(call-with-values (lambda () (ideque-break large? d)) all)      ; => ((1 2 3) (4 5))
(let ((g (ideque->generator d))) (let ((first (g))) (list first (ideque->list (generator->ideque g)) (eof-object? (g)))))       ; => (1 (2 3 4 5) #t)
