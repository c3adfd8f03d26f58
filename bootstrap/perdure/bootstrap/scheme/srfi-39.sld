; SRFI 39: parameter objects. A call with one argument sets what is in effect; that is so of
; R7RS's parameters too, which are the same.
(define-library (srfi 39)
  (import (perdure syntax) (perdure control))
  (export make-parameter parameterize))
