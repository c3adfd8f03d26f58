; SRFI 8: receive: the values of an expression, named.
(define-library (srfi 8)
  (import (perdure syntax))
  (export receive)
  (begin
    (define-syntax receive
      (syntax-rules ()
        ((_ formals expression . body)
         (let-values ((formals expression)) . body))))))
