(import (scheme base) (scheme write))
(let loop ((n 0))
  (if (eof-object? (read-line)) (begin (write n) (write (read-line))) (loop (+ n 1))))
