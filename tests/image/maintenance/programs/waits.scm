; What processes wait in.
(import (perdure process))
(define (deep n) (if (= n 0) (sleep 1000000) (+ 1 (deep (- n 1)))))
(define kept (list (vector 1 2 3) "text" 'symbol))
