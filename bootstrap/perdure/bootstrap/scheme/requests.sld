; What a process answers from outside, and how far it has come: docs/requests.md.
(define-library (perdure requests)
  (import (perdure primitives) (perdure control) (perdure syntax) (only (perdure process) atomic))
  (export on-query on-signal on-update progress! query signal! update!)
  (begin
    ; Whoever asks for the update gets what the procedure gives. The check is called before
    ; with the same arguments, and raises an error where they will not do.
    (define on-update
      (case-lambda
        ((name procedure) (%on-update name procedure #f))
        ((name procedure check)
         (if (not (procedure? procedure))
             (%expected 'on-update "a procedure" procedure))
         ; It was called when the update was taken; things may have changed since.
         (%on-update name
                     (lambda arguments
                       (atomic (lambda () (apply check arguments)))
                       (apply procedure arguments))
                     check))))

    (define (update! pid name . arguments)
      (wait (apply %update pid name arguments)))))
