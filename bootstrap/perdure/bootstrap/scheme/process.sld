; Processes: computations that go on whatever happens to the machine.
; What each does is told in docs/processes.md.
(define-library (perdure process)
  (import (perdure primitives) (perdure control) (perdure syntax))
  (export atomic await-external cancel! complete-external! process-state processes
          receive self send! serializable sleep spawn wait yield
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

    (define (%check-thunk who thunk)
      (if (not (procedure? thunk))
          (%expected who "a procedure of no arguments" thunk)))))
