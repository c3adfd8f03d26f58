(import (scheme base) (scheme write) (perdure process))
(define first (read-line))
(define child (spawn (lambda () (read-line))))
(write (list first (wait child)))
