(define (f) (list (test-pause 1) (vector-ref (vector 5 6) 1) (test-pause 2)
                  (+ (test-pause 3) (test-pause 4)) (car (test-pause '(9)))))
(f)  ; => (1 6 2 7 9)
