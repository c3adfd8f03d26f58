(import (scheme base))
(define (area r) (* r r))
(list (arae 3))
