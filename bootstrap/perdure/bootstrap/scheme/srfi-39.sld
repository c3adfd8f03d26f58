; SRFI 39: parameter objects. A parameter is changed by parameterize, not by a call; as in R7RS.
(define-library (srfi 39)
  (import (perdure syntax) (perdure control))
  (export make-parameter parameterize))
