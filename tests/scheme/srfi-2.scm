; SRFI 2: and-let*.
(import (srfi 2))

(and-let* ())                           ; => #t
(and-let* () 1 2)                       ; => 2
(and-let* () (define x 3) x)            ; => 3
(and-let* ((x 5)))                      ; => 5
(and-let* ((x #f)))                     ; => #f
(and-let* ((5)))                        ; => 5
(and-let* ((#f)) 1)                     ; => #f
(define bound 7)
(and-let* (bound))                      ; => 7
(and-let* (bound) 'yes)                 ; => yes
(let ((bound #f)) (and-let* (bound) (error "not reached")))     ; => #f
(and-let* ((x 1) (y (+ x 1)) ((> y x)) y) (list x y))   ; => (1 2)
(and-let* ((x 1) ((> x 1)) (y (car '()))) x)    ; => #f
; A name bound once more holds for what comes after; the last value is that of the whole.
(let ((x 1)) (and-let* ((x x) (x (+ x 1)) (x (+ x 1))) (+ x 1)))        ; => 4
(let ((x 1)) (and-let* (x ((positive? x)))))    ; => #t
(let ((x '())) (and-let* (x ((pair? x))) (car x)))      ; => #f
(let ((x 1)) (and-let* ((y (- x 1)) ((positive? y))) (/ x y)))  ; => #f
(define (look-up key alist) (and-let* ((x (assq key alist))) (cdr x)))
(look-up 'a '((a . 1)))                 ; => 1
(look-up 'b '((a . 1)))                 ; => #f
(and-let* ((my-list '(1 2)) ((not (null? my-list)))) (car my-list))     ; => 1
; The body is in tail position.
(let loop ((n 100000)) (and-let* ((m n)) (if (= m 0) 'done (loop (- m 1)))))    ; => done
(let ((if list)) (and-let* ((x 1)) x))  ; => 1
(and-let* ((x 1 2)) x)                  ; error: expected (name expression), (expression) or a name: (x 1 2)
(and-let* ((5 1)) 2)                    ; error: let: expected a name, got 5
(and-let* 5)                            ; error: and-let*: no rule of this macro fits (and-let* 5)
