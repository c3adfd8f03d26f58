; Errors whose handlers wait, mend what failed and have it tried again, or choose another way to go on.
(import (scheme base) (perdure process) (perdure base) (perdure conditions) (python world))

(define stock '())
(define log '())
(define (note-that what) (set! log (cons what log)))

(define (take)
  (let ((found (car stock)))
    (set! stock (cdr stock))
    found))

(define (fill-up e)
  (let ((had (note "filled" (length log))))
    (note-that 'filled)
    (sleep 0.001)
    (set! stock (list had))
    (try-again e)))

(define (order n)
  (restart-case
    (with-children
      (lambda ()
        (dynamic-wind
          (lambda () (note-that 'in))
          (lambda () (list n (note "ordered" n) (no-such-rate n)))
          (lambda () (note-that 'out)))))
    (skip (why) (list 'skipped n why))))

(define (leave-out e)
  (sleep 0.001)
  (invoke-restart 'skip (note "left out" (length log))))

(let* ((taken (handler-bind ((error? fill-up)) (list (take) (take))))
       (given (handler-bind ((error? (lambda (e) (sleep 0.001) (use-value (note "given" 3)))))
                (+ 1 (string-length (no-such-thing)))))
       (orders (handler-bind ((error? leave-out)) (map order '(1 2)))))
  (list taken given orders (reverse log)))

; => (("filled 0" "filled 1") 8 ((skipped 1 "left out 4") (skipped 2 "left out 6")) (filled filled in out in out))
