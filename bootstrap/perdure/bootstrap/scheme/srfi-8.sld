; SRFI 8: receive: the values of an expression, named.
(define-library (srfi 8)
  (import (perdure syntax))
  (export receive)
  (begin
    (define-syntax receive
      (syntax-rules ()
        ((_ formals expression body1 body2 ...)
         (let-values ((formals expression)) body1 body2 ...))))))
