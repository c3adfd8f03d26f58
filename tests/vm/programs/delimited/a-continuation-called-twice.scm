(define (f) (reset (* 2 (shift k (+ (k (test-pause 3)) (test-pause (k 4)))))))
(list (f) (f))  ; => (14 14)
