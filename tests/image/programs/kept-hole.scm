; A continuation that gives what its hole raises, with the parameter there.
(import (srfi 226))
(define p (make-parameter 1))
(define k
  (reset (list (guard (e (#t (list e (p))))
                 (parameterize ((p (+ 1 (p)))) ((shift k k)))))))
