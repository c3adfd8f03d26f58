; Several things at once, each in a process of its own: docs/processes.md.
; All are children of a scope (with-children): none outlives the call.
(define-library (perdure parallel)
  (import (scheme base) (scheme case-lambda) (perdure process)
          (only (perdure primitives) %scope-ends channel-take!))
  (export all-settled first-success future future-done? future-value future? parallel
          parallel-for-each parallel-map race
          outcome-error outcome-value outcome? success?)
  (begin
    (define-record-type outcome (%outcome is-success value)
      outcome?
      (is-success success?)
      (value %value))

    (define (outcome-value outcome)
      (if (success? outcome)
          (%value outcome)
          (raise (%value outcome))))

    (define (outcome-error outcome)
      (and (not (success? outcome)) (%value outcome)))

    ; How a call ends.
    (define (outcome-of thunk)
      (guard (raised (#t (%outcome #f raised)))
        (%outcome #t (thunk))))

    (define (spawn-settled thunk)
      (spawn (lambda () (outcome-of thunk)) 'parallel))

    ; A list of the values of the thunks.
    (define (parallel . thunks)
      (parallel-map (lambda (thunk) (thunk)) thunks))

    ; As map, each call in a process of its own, no more than `limit` at once.
    (define parallel-map
      (case-lambda
        ((f items)
         (with-children
           (lambda ()
             (map wait (map (lambda (item) (spawn (lambda () (f item)) 'parallel)) items)))))
        ((f items limit)
         (check-limit 'parallel-map limit)
         ; Each item in a pair of its own, to which its value comes: none is written twice.
         (let* ((cells (map list items))
                (next cells))
           (define (work)
             (if (pair? next)
                 (let ((cell (car next)))
                   (set! next (cdr next))
                   (let ((result (f (car cell))))
                     (set-cdr! cell (list result))
                     (work)))))
           (with-children
             (lambda ()
               (let loop ((i (min limit (length cells))) (pids '()))
                 (if (> i 0)
                     (loop (- i 1) (cons (spawn work 'parallel) pids))
                     (for-each wait pids)))))
           (map value-of cells)))))

    (define (value-of cell)
      (if (null? (cdr cell))
          (error "parallel-map: the process ended before it had a value for" (car cell)))
      (cadr cell))

    (define parallel-for-each
      (case-lambda
        ((f items) (parallel-map f items) (if #f #f))
        ((f items limit) (parallel-map f items limit) (if #f #f))))

    (define (check-limit who limit)
      (if (not (and (exact-integer? limit) (positive? limit)))
          (error (string-append (symbol->string who) ": expected a limit from 1, got") limit)))

    ; The value of the thunk that ends first, or its error; the others are cancelled.
    (define (race . thunks)
      (if (null? thunks)
          (error "race: expected a thunk, got none"))
      (with-children
        (lambda ()
          (let* ((ends (%scope-ends))
                 (pids (map spawn-settled thunks))
                 (first (channel-take! ends)))
            (for-each cancel! pids)
            (outcome-value (wait first))))))

    ; The value of the first that has one; the others are cancelled. Where all fail, an error
    ; whose irritants are what they raised.
    (define (first-success . thunks)
      (with-children
        (lambda ()
          (let* ((ends (%scope-ends)) ; else each child would be waited for anew after each end
                 (pids (map spawn-settled thunks)))
            (let loop ((left (length pids)) (errors '()))
              (if (= left 0)
                  (apply error "first-success: none succeeded:" (reverse errors))
                  (let ((outcome (wait (channel-take! ends))))
                    (cond ((success? outcome)
                           (for-each cancel! pids)
                           (outcome-value outcome))
                          (else (loop (- left 1) (cons (outcome-error outcome) errors)))))))))))

    ; A list of outcomes, when all have ended.
    (define (all-settled . thunks)
      (with-children
        (lambda () (map wait (map spawn-settled thunks)))))

    ; A value that is being computed.
    (define-record-type future (%future pid)
      future?
      (pid future-pid))

    (define (future thunk)
      (%future (spawn thunk 'future)))

    (define (future-value future)
      (wait (future-pid future)))

    (define (future-done? future)
      (and (memq (process-state (future-pid future)) '(done failed cancelled)) #t))))
