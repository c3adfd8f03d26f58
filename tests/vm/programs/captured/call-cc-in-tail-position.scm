(define (f n k) (if (= n 0) (k (test-pause 'end)) (call/cc (lambda (c) (f (- n 1) c)))))
(list (call/cc (lambda (k) (f 5 k))))  ; => (end)
