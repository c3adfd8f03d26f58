(import (perdure process) (python test_assuming))
(define (steps number) (if (< number 20) (steps (step number)) number))
