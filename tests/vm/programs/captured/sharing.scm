(define shared (list 1 2))
(define (f x y) (test-pause #f) (set-car! x 9) (test-pause #f) (list (eq? x y) y))
(f shared shared)  ; => (#t (9 2))
