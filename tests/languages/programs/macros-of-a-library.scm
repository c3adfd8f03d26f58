(define-library (m)
  (import (scheme base))
  (export first-of make-firsts plus-two)
  (begin
    (define (plus-two x) (+ x 2))
    (define-syntax first-of (syntax-rules () ((_ l) (if (pair? l) (car l) #f))))
    (define-syntax make-firsts
      (syntax-rules ()
        ((_ name) (define-syntax name (syntax-rules () ((_ l) (map plus-two l)))))))))
