(import (scheme base))
(define (f x)
  (car x))
(f 1)
