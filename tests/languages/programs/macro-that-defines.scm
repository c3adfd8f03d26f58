(define-library (m) (export def) (import (scheme base))
  (begin (define-syntax def (syntax-rules () ((_ n v)
    (begin (define helper v) (define (n) helper)))))))
(import (scheme base) (m)) (def f 42) (f)
