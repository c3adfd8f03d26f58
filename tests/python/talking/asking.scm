; Programs of Scheme that ask one of Python.
(import (scheme base) (perdure process) (perdure tables))
(define (ask pid what)
  (send! pid (vector (self) what))
  (receive))
(define (total answer) (hash-table-ref answer "total"))
