(define (note x) (display x))
(define k #f)
(define n 0)
(define (f)
  (dynamic-wind
    (lambda () (note "[") (test-pause 1))
    (lambda () (call/cc (lambda (c) (set! k c))) (test-pause 2) (note "."))
    (lambda () (test-pause 3) (note "]")))
  (set! n (+ n 1))
  (if (< n 3) (k #f) n))
(f)
; prints [.][.][.]
; => 3
