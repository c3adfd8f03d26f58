; What is defined is stored, and the expressions are evaluated where it was loaded again.

(define x 5)
(if #f 1 x)                                 ; => 5

(define-syntax m (syntax-rules (=>) ((_ #(a ...) => . b) '(b a ... #\c "s"))))
(m #(1 2) => . 3)                           ; => (3 1 2 #\c "s")

(define-syntax def
  (syntax-rules ()
    ((_ n v) (define-syntax n (syntax-rules () ((_ x) (let ((tmp v)) (list tmp x))))))))
(def five 5)
(let ((tmp 1)) (five tmp))                  ; => (5 1)

(define-syntax def
  (syntax-rules ()
    ((_ n v)
     (begin (define hidden v)
            (define-syntax n (syntax-rules () ((_) hidden)))))))
(def get 42)
(get)                                       ; => 42

(define-syntax m (syntax-rules ::: () ((_ x :::) '(x ::: ...))))
(m 1 2)                                     ; => (1 2 ...)
