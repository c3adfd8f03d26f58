(define (cps n k) (if (= n 0) (k (test-pause 1)) (cps (- n 1) (lambda (v) (k (* v n))))))
(cps 6 (lambda (v) (test-pause v)))  ; => 720
