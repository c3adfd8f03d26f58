(import (scheme base) (scheme write) (perdure process))
(define child (spawn (lambda () (display "child ") 1)))
(wait child)
(display "parent")
