; Matrices as vectors of vectors, multiplied.
(import (scheme base))

(define (make-matrix size f)
  (let ((rows (make-vector size)))
    (do ((i 0 (+ i 1)))
        ((= i size) rows)
      (let ((row (make-vector size)))
        (do ((j 0 (+ j 1)))
            ((= j size))
          (vector-set! row j (f i j)))
        (vector-set! rows i row)))))

(define (multiply a b size)
  (make-matrix size
    (lambda (i j)
      (let ((row (vector-ref a i)))
        (do ((k 0 (+ k 1))
             (sum 0 (+ sum (* (vector-ref row k) (vector-ref (vector-ref b k) j)))))
            ((= k size) sum))))))

(define (trace matrix size)
  (do ((i 0 (+ i 1))
       (sum 0 (+ sum (vector-ref (vector-ref matrix i) i))))
      ((= i size) sum)))

(define (main n)
  (let ((a (make-matrix n (lambda (i j) (+ i j))))
        (b (make-matrix n (lambda (i j) (- (* 2 i) j)))))
    (trace (multiply a b n) n)))
