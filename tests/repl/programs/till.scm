(define (price-of thing)
  (let ((tax 3))
    (+ tax (car thing) (length thing))))

(define (total things)
  (let loop ((left things) (sum 0))
    (if (null? left)
        sum
        (loop (cdr left) (+ sum (price-of (car left)))))))

(define (sell order)
  (let ((sum (total '((1 2) () (3)))))
    (list order sum)))
