; Lists sorted by `<` and by a procedure of the program's own.
(import (scheme base) (srfi 132))

(define (random-list size)
  (let loop ((i 0) (seed 42) (made '()))
    (if (= i size)
        made
        (loop (+ i 1)
              (modulo (+ (* seed 1103515245) 12345) 2147483648)
              (cons seed made)))))

(define (by-last-digits numbers)
  (list-sort (lambda (a b) (< (modulo a 1000) (modulo b 1000))) numbers))

(define (checksum numbers)
  (let loop ((rest numbers) (i 1) (sum 0))
    (if (null? rest)
        sum
        (loop (cdr rest) (+ i 1) (modulo (+ sum (* i (car rest))) 1000003)))))

(define (main n)
  (let ((numbers (random-list n)))
    (+ (checksum (list-sort < numbers))
       (checksum (list-sort > numbers))
       (checksum (by-last-digits numbers)))))
