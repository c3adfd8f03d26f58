; Processes: computations that go on whatever happens to the machine.
; What each does is told in docs/processes.md.
(define-library (perdure process)
  (import (perdure primitives) (perdure control) (perdure syntax))
  (export atomic await-external cancel! complete-external! kill! label labels process-state
          processes
          receive register! self send! serializable set-label! sleep sleep-until spawn spawn-unique
          unregister! wait wait-any whereis
          with-children with-timeout yield
          ; What a Python exception was: docs/values.md.
          effect-error? effect-error-arguments effect-error-cause effect-error-is?
          effect-error-message effect-error-traceback effect-error-type effect-error-types)
  (begin
    ; What the program asks of the transaction that it runs in: #f, atomic or serializable.
    ; The scheduler looks at it by this name.
    (define %isolation (make-parameter #f))

    ; What the thunk does is committed at once, with what comes before and after it up to
    ; a wait; a wait within it is an error.
    (define (atomic thunk)
      (%check-thunk 'atomic thunk)
      (parameterize ((%isolation (or (%isolation) 'atomic)))
        (thunk)))

    ; The same, in a transaction that begins with it and commits only where nobody has
    ; changed meanwhile what it read.
    (define (serializable thunk)
      (%check-thunk 'serializable thunk)
      (case (%isolation)
        ((serializable) (thunk))
        ((atomic) (error 'serializable "it begins a transaction, and must not within atomic"))
        (else
         (parameterize ((%isolation 'serializable))
           (%begin)
           (thunk)))))

    ; The deadlines in effect, innermost first: pairs of a moment and the error that is raised then.
    ; The scheduler looks at them by this name.
    (define %deadlines (make-parameter '()))

    ; The thunk's value; where it is not there in time, the default, or an error of kind timeout.
    (define with-timeout
      (case-lambda
        ((seconds thunk)
         (%check-thunk 'with-timeout thunk)
         (%until (%deadline seconds) thunk))
        ((seconds thunk default)
         (%check-thunk 'with-timeout thunk)
         (let ((deadline (%deadline seconds)))
           (guard (raised ((eq? raised (cdr deadline)) default))
             (%until deadline thunk))))))

    (define (%until deadline thunk)
      (parameterize ((%deadlines (cons deadline (%deadlines))))
        (thunk)))

    ; The scopes that are open here, innermost first. The scheduler looks at them by this name.
    (define %scopes (make-parameter '()))

    ; The thunk's value, once all processes that were spawned within it have ended. When one
    ; of them fails, or the thunk is left in any other way, the others are cancelled.
    (define (with-children thunk)
      (%check-thunk 'with-children thunk)
      (let ((scope (%scope-open)))
        (dynamic-wind
          (lambda () (%scope-open scope)) ; again, where a continuation comes back
          (lambda ()
            (%with-failure-handler
              (lambda ()
                (parameterize ((%scopes (cons scope (%scopes))))
                  (let ((value (thunk)))
                    (%scope-check scope)
                    (%scope-join scope)
                    value)))
              (lambda (raised again)
                (%end-children scope)
                (raise (%gathered raised (%scope-errors scope))))))
          (lambda ()
            (%end-children scope)
            (%scope-close scope)))))

    ; What is cancelled may take its time to clean up, whatever deadline is in effect here.
    (define (%end-children scope)
      (%scope-cancel scope)
      (parameterize ((%deadlines '()))
        (%scope-join scope)))

    ; One error for all: of the thunk, if it has one of its own, and of the children.
    (define (%gathered raised errors)
      (let ((kind (and (error-object? raised) (condition-kind raised))))
        (cond ((memq kind '(cancelled timeout)) raised)
              ((null? errors) raised)
              ((not (eq? kind 'child)) (%several (cons raised errors)))
              ((null? (cdr errors)) (car errors))
              (else (%several errors)))))

    (define (%check-thunk who thunk)
      (if (not (procedure? thunk))
          (%expected who "a procedure of no arguments" thunk)))))
