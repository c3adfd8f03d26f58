; Symbolic derivatives: trees of symbols taken apart and put together.
(import (scheme base) (scheme cxr))

(define (derivative e)
  (cond ((number? e) 0)
        ((symbol? e) (if (eq? e 'x) 1 0))
        (else
         (let ((a (cadr e)) (b (caddr e)))
           (case (car e)
             ((+) (sum (derivative a) (derivative b)))
             ((-) (difference (derivative a) (derivative b)))
             ((*) (sum (product a (derivative b)) (product (derivative a) b)))
             (else (error "an unknown operator" (car e))))))))

(define (sum a b)
  (cond ((eqv? a 0) b)
        ((eqv? b 0) a)
        (else (list '+ a b))))

(define (difference a b)
  (if (eqv? b 0) a (list '- a b)))

(define (product a b)
  (cond ((or (eqv? a 0) (eqv? b 0)) 0)
        ((eqv? a 1) b)
        ((eqv? b 1) a)
        (else (list '* a b))))

(define (size e)
  (if (pair? e)
      (+ 1 (size (cadr e)) (size (caddr e)))
      1))

(define formula '(+ (* 3 (* x x)) (- (* a (* x y)) (* (+ x 1) (* x (- x b))))))

(define (main n)
  (let loop ((i 0) (sum 0))
    (if (= i n)
        sum
        (loop (+ i 1) (+ sum (size (derivative (derivative formula))))))))
