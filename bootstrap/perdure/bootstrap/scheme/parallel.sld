; Several things at once, each in a process of its own: docs/processes.md.
; All are children of a scope (with-children): none outlives the call.
(define-library (perdure parallel)
  (import (scheme base) (scheme case-lambda) (perdure process))
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
         (let* ((items (list->vector items))
                (count (vector-length items))
                (results (make-vector count #f))
                (next 0))
           (define (work)
             (if (< next count)
                 (let ((i next))
                   (set! next (+ next 1))
                   (let ((result (f (vector-ref items i))))
                     (vector-set! results i result)
                     (work)))))
           (with-children
             (lambda ()
               (do ((i 0 (+ i 1)))
                   ((= i (min limit count)))
                 (spawn work 'parallel))))
           (vector->list results)))))

    (define parallel-for-each
      (case-lambda
        ((f items) (parallel-map f items) (if #f #f))
        ((f items limit) (parallel-map f items limit) (if #f #f))))

    (define (check-limit who limit)
      (if (not (and (exact-integer? limit) (positive? limit)))
          (error (string-append (symbol->string who) ": expected a limit from 1, got") limit)))

    ; The value of the thunk that ends first, or its error; the others are cancelled.
    (define (race . thunks)
      (with-children
        (lambda ()
          (let* ((pids (map spawn-settled thunks))
                 (first (wait-any pids)))
            (for-each cancel! pids)
            (outcome-value (wait first))))))

    ; The value of the first that has one; the others are cancelled. Where all fail, an error
    ; whose irritants are what they raised.
    (define (first-success . thunks)
      (with-children
        (lambda ()
          (let loop ((pids (map spawn-settled thunks)) (errors '()))
            (if (null? pids)
                (apply error "first-success: none succeeded:" (reverse errors))
                (let* ((pid (wait-any pids))
                       (outcome (wait pid))
                       (others (remove-pid pid pids)))
                  (cond ((success? outcome)
                         (for-each cancel! others)
                         (outcome-value outcome))
                        (else (loop others (cons (outcome-error outcome) errors))))))))))

    (define (remove-pid pid pids)
      (cond ((null? pids) '())
            ((= (car pids) pid) (cdr pids))
            (else (cons (car pids) (remove-pid pid (cdr pids))))))

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
