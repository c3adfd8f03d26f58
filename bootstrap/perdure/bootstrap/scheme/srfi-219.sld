; SRFI 219: define with curried procedures: (define ((f x) y) ...).
(define-library (srfi 219)
  (import (rename (perdure syntax) (define plain-define)))
  (export define)
  (begin
    (define-syntax define
      (syntax-rules ()
        ((_ ((inner . outer) . formals) . body)
         (define (inner . outer) (lambda formals . body)))
        ((_ . definition)
         (plain-define . definition))))))
