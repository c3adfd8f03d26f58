(define c 0)
(define (fee n) (if (= n 0) 3 (fee (- n 1))))
(define (add n) (if (> n 0) (begin (set! c (+ c (fee 3))) (add (- n 1)))))
(for-each wait (map (lambda (i) (spawn (lambda () (add 5000)))) (iota 4)))
c
