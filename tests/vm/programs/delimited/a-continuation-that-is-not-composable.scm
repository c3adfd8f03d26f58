(define k #f)
(define (f)
  (call-with-continuation-prompt
    (lambda ()
      (+ 1 (call-with-non-composable-continuation
             (lambda (c) (set! k c) (test-pause 1)) tag)))
    tag))
(list (f) (call-with-continuation-prompt (lambda () (* 100 (k (test-pause 7)))) tag))  ; => (2 8)
