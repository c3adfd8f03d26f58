; Notes numbers in a journal, one after the other.
(import (python world))
(define (main journal count)
  (let loop ((n 0) (noted '()))
    (if (< n count)
        (loop (+ n 1) (cons (note journal 1 n) noted))
        (reverse noted))))
