(define (f)
  (+ 1 (call/cc (lambda (k) (test-pause 1) (for-each (lambda (x) (if (> x 1) (k x)))
                                                    (list 1 (test-pause 2) 3)) 0))))
(list (f) (f))  ; => (3 3)
