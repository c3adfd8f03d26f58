; The sieve of Eratosthenes: a vector set and read in nested loops.
(import (scheme base))

(define (count-primes limit)
  (let ((prime? (make-vector (+ limit 1) #t)))
    (let next ((i 2) (count 0))
      (cond ((> i limit) count)
            ((vector-ref prime? i)
             (do ((j (* i i) (+ j i)))
                 ((> j limit))
               (vector-set! prime? j #f))
             (next (+ i 1) (+ count 1)))
            (else (next (+ i 1) count))))))

(define (main n) (count-primes n))
