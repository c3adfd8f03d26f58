(define (choose . ways) (shift k (apply append (map k ways))))
(reset (let* ((a (choose 1 2)) (b (test-pause (choose 3 4)))) (list (list a b))))
; => ((1 3) (1 4) (2 3) (2 4))
