(define a 1)
(define-syntax b (syntax-rules () ((_) a)))
(b)
