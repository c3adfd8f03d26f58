(import (perdure conditions))

(define limit 7)
(define my-raise raise)

(define (second things)
  (cadr things))

(define (check signal what n)
  (+ 1 (signal what)))

(define (reject n)
  (raise (list 'rejected n)))

(define (guarded thunk)
  (guard (e (#t 'handled))
    (thunk)))

(define (passing thunk)
  (guard (e ((eq? e 'nothing) 'passed))
    (thunk)))

(define (declining thunk)
  (handler-bind ((string? (lambda (e) #f)) (error-object? (lambda (e) #f)))
    (thunk)))

(define (skipping thunk)
  (restart-case (thunk)
    (skip () 'skipped)))
