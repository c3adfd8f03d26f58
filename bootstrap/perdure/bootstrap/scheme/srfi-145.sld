; SRFI 145: assumptions, which are checked here.
(define-library (srfi 145)
  (import (perdure primitives) (perdure syntax) (perdure control))
  (export assume)
  (begin
    (define-syntax assume
      (syntax-rules ()
        ((_ expression note ...)
         (let ((value expression))
           (if value value (failed 'expression (list note ...)))))))

    (define (failed expression notes)
      (apply error "an assumption is false:" expression notes))))
