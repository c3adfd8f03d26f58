(import (scheme base) (perdure base) (perdure process) (perdure mailbox) (perdure supervisor))

; What children have done, the last first.
(define log '())
(define (note! what id) (set! log (cons (list what id) log)))

; A child that ends as it is told, and cleans up when it is cancelled.
(define (work id)
  (note! 'start id)
  (guard (e ((and (error-object? e) (eq? 'cancelled (condition-kind e)))
             (note! 'stop id)
             (raise e)))
    (receive-case ('done 'done) ('fail (raise 'failed)))))

(define (kid id restart grace)
  (child id (lambda () (work id)) 'restart restart 'grace grace))

(define (pair-of-kids) (list (kid 'a 'permanent 5) (kid 'b 'permanent 5)))
(define (inner) (run-supervisor 'all-for-one (pair-of-kids) 'intensity 1))
(define (supervise-nested)
  (supervise 'one-for-one (list (child 'inner inner) (kid 'c 'permanent 5))))
