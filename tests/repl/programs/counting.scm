(import (scheme base) (scheme write) (perdure process))
(define (count) (let loop ((n 0)) (display n) (newline) (sleep 0.01) (loop (+ n 1))))
(spawn count)
(count)
