; Lists made by map, filtered and folded with procedures of the program's own.
(import (scheme base) (perdure base))

(define (sum-of-squares size)
  (fold + 0
        (map (lambda (x) (* x x))
             (filter odd? (iota size)))))

(define (pairs-that-sum-to total numbers)
  (length
   (append-map (lambda (a)
                 (filter (lambda (b) (= (+ a b) total)) numbers))
               numbers)))

(define (main n)
  (let loop ((i 0) (sum 0))
    (if (= i n)
        sum
        (loop (+ i 1)
              (+ sum
                 (sum-of-squares 200)
                 (pairs-that-sum-to 20 '(1 3 5 7 9 11 13 15 17 19)))))))
