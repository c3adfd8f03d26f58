; Trying again, and undoing what was done: docs/retrying.md.
(define-library (perdure retry)
  (import (scheme base) (perdure base) (perdure process) (srfi 27)
          (only (perdure control) %with-failure-handler)
          (only (perdure primitives) %interrupts? %several next-effect-key))
  (export next-effect-key retry saga step step?)
  (begin
    ; The thunk's value. Where it raises an error it is called again, after a pause that grows:
    ; (retry thunk 'attempts 5 'delay 1 'factor 2 'longest 100 'jitter 1/10 'if (lambda (e) #t)
    ;        'within #f). Then its last error is raised.
    (define (retry thunk . options)
      (if (not (procedure? thunk))
          (error "retry: expected a procedure of no arguments, got" thunk))
      (check-options options)
      (let ((attempts (positive-number options 'attempts 5))
            (delay (number-from-0 options 'delay 1))
            (factor (positive-number options 'factor 2))
            (longest (number-from-0 options 'longest 100))
            (jitter (number-from-0 options 'jitter 1/10))
            (may-retry? (option options 'if (lambda (e) #t)))
            (within (option options 'within #f)))
        (define (attempt number pause)
          (let ((outcome (%with-failure-handler
                           (lambda () (list (thunk)))
                           (lambda (e again)
                             (if (and (< number attempts) (not (%interrupts? e)) (may-retry? e))
                                 #f
                                 (again))))))
            (cond (outcome (car outcome))
                  (else
                   (sleep (varied (min pause longest) jitter))
                   (attempt (+ number 1) (* pause factor))))))
        (if within
            (with-timeout within (lambda () (attempt 1 delay)))
            (attempt 1 delay))))

    (define (varied pause jitter)
      (if (or (zero? pause) (zero? jitter))
          pause
          (max 0 (* pause (+ 1 (* jitter (- (* 2 (random-real)) 1)))))))

    (define names '(attempts delay factor longest jitter if within))

    (define (check-options options)
      (cond ((null? options))
            ((not (memq (car options) names))
             (error "retry: expected one of these options:" names 'got (car options)))
            ((null? (cdr options))
             (error "retry: there is no value for the option" (car options)))
            (else (check-options (cddr options)))))

    (define (option options name default)
      (let ((found (memq-pair name options)))
        (if found (cadr found) default)))

    (define (memq-pair name options)
      (cond ((null? options) #f)
            ((eq? (car options) name) options)
            (else (memq-pair name (cddr options)))))

    (define (number-from-0 options name default)
      (let ((found (option options name default)))
        (if (and (real? found) (>= found 0))
            found
            (error "retry: expected a number from 0 for" name 'got found))))

    (define (positive-number options name default)
      (let ((found (option options name default)))
        (if (and (real? found) (> found 0))
            found
            (error "retry: expected a number above 0 for" name 'got found))))

    ; One thing to do, and how it is undone: a procedure of what it gave.
    (define-record-type step (%step do undo)
      step?
      (do step-do)
      (undo step-undo))

    (define (step do undo)
      (if (not (and (procedure? do) (procedure? undo)))
          (error "step: expected two procedures, got" do undo))
      (%step do undo))

    ; A list of what the steps gave. Where one raises an error those before it are undone, the
    ; last first, and the error is raised.
    (define (saga . steps)
      (for-each (lambda (each) (if (not (step? each)) (error "saga: expected a step, got" each)))
                steps)
      (let loop ((steps steps) (done '()))
        (if (null? steps)
            (reverse (map cdr done))
            (let* ((this (car steps))
                   (value (%with-failure-handler
                            (step-do this)
                            (lambda (e again) (raise (undone e done))))))
              (loop (cdr steps) (cons (cons this value) done))))))

    ; Undo all of these, each also where another cannot be; the error to be raised then.
    (define (undone e done)
      (let loop ((done done) (errors '()))
        (cond ((pair? done)
               (let ((failed (guard (e (#t (list e)))
                               ((step-undo (caar done)) (cdar done))
                               '())))
                 (loop (cdr done) (append errors failed))))
              ((null? errors) e)
              ((interruption errors))
              (else (%several (cons e errors))))))

    ; The error of these that came from outside, which a caller looks for; #f where none did.
    (define (interruption errors)
      (cond ((null? errors) #f)
            ((%interrupts? (car errors)) (car errors))
            (else (interruption (cdr errors)))))))
