; SRFI 111: boxes, which hold one value each.
(define-library (srfi 111)
  (import (perdure syntax))
  (export box box? unbox set-box!)
  (begin
    (define-record-type box
      (box value)
      box?
      (value unbox set-box!))))
