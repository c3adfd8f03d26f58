(define again #f)
(define times 0)
(define k (composable (lambda (hole) (* 2 (hole)))))
(define value
  (+ 1 (k (lambda () (call/cc (lambda (c) (set! again c) (test-pause 1)))))))
(set! times (+ times 1))
(if (< times 3) (again (+ value times)) value)  ; => 23
