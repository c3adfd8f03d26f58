; A process that waits below a frame of each kind that the machine looks for.
(import (perdure process) (srfi 226))
(define p (make-parameter 1))
(guard (e (#f 'never))
  (with-exception-handler
    (lambda (e) 1)
    (lambda ()
      (dynamic-wind
        (lambda () #f)
        (lambda ()
          (parameterize ((p 2))
            (call-with-continuation-prompt
              (lambda () (+ 1 (guard (e ((string? e) 0)) (+ 1 (raise-continuable 2) (receive))))))))
        (lambda () #f)))))
