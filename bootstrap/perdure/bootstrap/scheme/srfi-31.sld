; SRFI 31: rec: an expression that knows its own value by a name.
(define-library (srfi 31)
  (import (perdure syntax))
  (export rec)
  (begin
    (define-syntax rec
      (syntax-rules ()
        ((_ (name . formals) body1 body2 ...)
         (letrec ((name (lambda formals body1 body2 ...))) name))
        ((_ name value) (letrec ((name value)) name))))))
