(define k
  (composable (lambda (hole)
    (list
      (parameterize ((p 1))
        (guard (e ((symbol? e) (list 'caught e (p))))
          (dynamic-wind (lambda () (display "<")) hole (lambda () (display ">")))))
      (p)))))
(define (run)
  (parameterize ((p 2))
    (list (k (lambda () (test-pause 5)))
          (k (lambda () (raise (test-pause 'a))))
          (k (lambda () (k (lambda () (raise (test-pause 'b)))))))))
(list (run) (p))
; prints <><><><<>>
; => (((5 2) ((caught a 1) 2) (((caught b 1) 1) 2)) 0)
