; SRFI 132: sort libraries; the part that R6RS and R7RS-large programs use. Every sort
; here is stable.
(define-library (srfi 132)
  (import (perdure sorting))
  (export
    (rename sorted? list-sorted?) (rename sorted? vector-sorted?)
    list-sort (rename list-sort list-stable-sort)
    vector-sort (rename vector-sort vector-stable-sort)
    vector-sort! (rename vector-sort! vector-stable-sort!)))
