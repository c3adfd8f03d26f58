(import (scheme base))
(define (sum queue)
  (if (null? queue)
      0
      (let ((first (car queue)))
        (+ first (sum (cdr queue))))))
(sum '(1 2 . 5))
