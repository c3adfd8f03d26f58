; Hash tables: memoised Collatz lengths under integers, counts under strings.
(import (scheme base) (srfi 69))

(define (collatz-length n known)
  (cond ((= n 1) 1)
        ((hash-table-ref/default known n #f))
        (else
         (let ((length (+ 1 (collatz-length (if (even? n) (quotient n 2) (+ (* 3 n) 1)) known))))
           (hash-table-set! known n length)
           length))))

(define (longest-collatz limit)
  (let ((known (make-hash-table)))
    (let loop ((n 1) (longest 0))
      (if (> n limit)
          (+ longest (hash-table-size known))
          (loop (+ n 1) (max longest (collatz-length n known)))))))

(define (count-endings limit)
  (let ((counts (make-hash-table string=?)))
    (do ((i 0 (+ i 1)))
        ((= i limit))
      (hash-table-update!/default counts
                                  (number->string (modulo (* i i) 1000))
                                  (lambda (count) (+ count 1))
                                  0))
    (apply max (hash-table-values counts))))

(define (main n)
  (+ (longest-collatz n) (count-endings n)))
