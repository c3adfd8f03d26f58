; Orders that are charged, shipped, and undone where a stage fails for good.
(import (scheme base) (scheme write) (perdure process) (perdure base) (python world))

(define (say . items) (for-each display items) (newline))

(define (name-of order) (string-append "order-" (number->string order)))

(define (try-often action)
  (let loop ((attempt 1))
    (guard (e ((and (error-object? e) (< attempt 3))
               (say "attempt " attempt ": " (error-object-message e))
               (sleep (/ attempt 500))
               (loop (+ attempt 1))))
      (action attempt))))

(define (settle order)
  (define undo '())
  (guard (e ((error-object? e)
             (say "undone: " (error-object-message e))
             (for-each (lambda (thunk) (say (thunk))) undo)
             (list order 'undone)))
    (let ((receipt (try-often (lambda (attempt) (charge (name-of order) (* 100 order) attempt)))))
      (say "charged " (hash-table-ref receipt "cents"))
      (set! undo (cons (lambda () (refund (hash-table-ref receipt "account"))) undo))
      (sleep 1/100)
      (when (= 2 (modulo order 4)) (refuse "out of stock"))
      (list order 'shipped (ship (list order "parcel"))))))

(let ((pids (map (lambda (order) (spawn (lambda () (settle order)) (name-of order)))
                 (iota 12 1))))
  (for-each (lambda (pid) (say (wait pid))) pids)
  (length pids))

; => 12
