; Errors raised and handled: guard with clauses, raised again where none fits.
(import (scheme base))

(define (check n)
  (cond ((= (modulo n 3) 0) (raise 'divisible))
        ((= (modulo n 5) 0) (raise n))
        ((= (modulo n 7) 0) (error "a multiple of seven" n))
        (else n)))

(define (checked n)
  (guard (condition ((symbol? condition) 1)
                    ((error-object? condition) (car (error-object-irritants condition))))
    (check n)))

(define (main n)
  (let loop ((i 1) (sum 0))
    (if (> i n)
        sum
        (loop (+ i 1)
              (+ sum
                 (guard (condition ((number? condition) 2))
                   (checked i)))))))
