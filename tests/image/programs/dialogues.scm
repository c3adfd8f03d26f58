; The procedures that the dialogues of tests/image/dialogues.py begin processes with.
(import (scheme base) (scheme write) (perdure base) (perdure process) (perdure requests)
        (perdure mailbox) (perdure conditions) (perdure supervisor)
        (python dialogues))

(define (counter)
  (define n 0)
  (on-query 'count (lambda () n))
  (on-query 'fails (lambda () (car '())))
  (on-signal 'add (lambda (k) (set! n (+ n k))))
  (on-update 'set
             (lambda (k) (let ((old n)) (set! n k) (list old n)))
             (lambda (k) (if (< k 0) (error "negative" k))))
  (receive)
  n)

(define (echo)
  (display "heard ")
  (let ((heard (receive)))
    (write heard)
    heard))

(define (answer)
  (let ((asked (receive)))
    (reply! asked (list 'reply (request-value asked)))))

(define (stuck)
  (restart-case (+ 1 (car '()))
    (use-this (value) (list 'used value))
    (skip () 'skipped)))

(define (kid) (receive))
(define (crew) (run-supervisor 'one-for-one (list (child 'a kid 'restart 'permanent))))
(define (square n) (* n n))
