; Procedures that tell of each call: what `,trace` of the REPL puts in place of another.
(define-library (perdure tracing)
  (import (perdure primitives) (perdure control) (perdure syntax))
  (export %traced)
  (begin
    ; How many traced calls the running one is within.
    (define %depth (make-parameter 0))

    ; The frame of a call keeps no more than it has to tell in the end.
    (define (%traced name procedure)
      (named-lambda (%traced-call . arguments)
        (let ((depth (%depth)))
          (%tell-call depth name arguments)
          (call-with-values
            (lambda ()
              (parameterize ((%depth (+ depth 1)))
                (apply procedure arguments)))
            (lambda results
              (%tell-results depth results)
              (apply values results))))))))
