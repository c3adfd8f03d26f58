(define k
  (composable (lambda (hole)
    (with-exception-handler
      (lambda (e) (test-pause (* 2 e)))
      (lambda () (+ 1 (hole)))))))
(with-exception-handler
  (lambda (e) (test-pause (* 100 e)))
  (lambda ()
    (list (k (lambda () (raise-continuable 5)))
          (raise-continuable (k (lambda () (raise-continuable 1)))))))  ; => (11 300)
