(import (scheme base) (perdure base) (perdure process) (perdure mailbox))

(define (end-as)
  (receive-case ('done 'well) ('fail (car '())) ('throw (raise 'thrown))))

; What the next message says of an end, its reference left out, and an error by its kind.
(define (told)
  (receive-case
    (#('ended reference pid state value)
     (list pid state (if (error-object? value) (condition-kind value) value)))
    (after 5 'nothing)))

(define (watch pid) (monitor pid) (told))

; Linked one after the other; each waits, and the last fails when it is told.
(define (chain n)
  (if (= n 0)
      (end-as)
      (begin (spawn-link (lambda () (chain (- n 1)))) (receive))))
