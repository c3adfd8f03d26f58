(define (f)
  (with-exception-handler
    (lambda (e) (test-pause (* 2 e)))
    (lambda ()
      (+ 1 (guard (e ((string? e) 'never))
        (dynamic-wind (lambda () (display "<"))
                      (lambda () (+ 10 (raise-continuable 4)))
                      (lambda () (display ">"))))))))
(f)
; prints <><>
; => 19
