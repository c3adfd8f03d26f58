(define (try thunk)
  (guard (e ((symbol? e) (list 'symbol (test-pause e)))
            ((string? e) (test-pause e))
            ((error-object? e) (error-object-message e)))
    (dynamic-wind (lambda () (display "<")) thunk (lambda () (display ">")))))
(list (try (lambda () (raise (test-pause 'oops))))
      (try (lambda () (test-pause 5)))
      (try (lambda () (+ 1 (raise-continuable "s"))))
      (with-exception-handler
        (lambda (e) (test-pause 40))
        (lambda () (+ 2 (raise-continuable 'more))))
      (try (lambda () (car (test-pause 7)))))
; prints <><><><>
; => ((symbol oops) 5 "s" 42 "car: expected a pair, got 7")
