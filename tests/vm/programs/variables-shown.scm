; Each waits once: beside it, the variables that its procedures have then, by name; the
; innermost procedure is the first.

(define (f x) (let ((y (list x 2))) (test-pause) x))
(list (f 1))                  ; => ((x 1) (y (1 2)))

(define (f x unused . rest) (test-pause) 1)
(list (f 1 2 3))              ; => ((rest (3)) (unused 2) (x 1))

; One that is not in scope any more is not shown, nor one that has no value yet.
(define (f x) (let ((y (list x))) (write y)) (test-pause) (let ((z (list x))) z))
(list (f 1))                  ; => ((x 1))

; What the compiler puts a constant or another variable in the place of is there, too.
(define (f x) (let ((y 5) (z x)) (test-pause) (list y z)))
(list (f 1))                  ; => ((x 1) (y 5) (z 1))

; The inner one of two of a name, and the outer one again after it.
(define (f x) (let ((x (list x))) (test-pause) 1))
(list (f 1))                  ; => ((x (1)))

(define (f x) (let ((x (list x))) (write x)) (test-pause) 1)
(list (f 1))                  ; => ((x 1))

; Of a loop, the values of this time round.
(define (f l) (do ((l l (cdr l)) (i 0 (+ i 1))) ((= i 3)) (if (= i 1) (test-pause))))
(list (f '(1 2 3)))           ; => ((i 1) (l (2 3)))

; Assigned ones have what they hold now; so have those of the closure's surroundings.
(define (f x) (set! x 5) (test-pause) 1)
(list (f 1))                  ; => ((x 5))

(define (f x) (lambda (y) (write x) (test-pause) y))
(list ((f 1) 2))              ; => ((x 1) (y 2))

(define (f x) (if (pair? x) (let ((a (car x))) (write a) (+ 1 (begin (test-pause) 2))) 0))
(list (f '(7)))               ; => ((a 7) (x (7)))

(define (g y) (test-pause) y)
(define (f x) (let ((a (g x))) (write x) a))
(list (f 1))                  ; => ((y 1)) ((x 1))
