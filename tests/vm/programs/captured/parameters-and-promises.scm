(define p (make-parameter 1 (lambda (x) (* 10 x))))
(define lazy (delay (begin (display "once") (test-pause (p)))))
(define (f) (parameterize ((p (test-pause 2))) (list (p) (force lazy) (test-pause (p)))))
(list (f) (p) (force lazy))
; prints once
; => ((20 20 20) 10 20)
