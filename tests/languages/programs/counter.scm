(define-library (my counter)
  (export next! (rename current value) count-of)
  (import (scheme base))
  (begin
    (define n 0)
    (define (next!) (set! n (+ n 1)) n)
    (define (current) n)
    (define-syntax count-of (syntax-rules () ((_ x) (list n x))))))
