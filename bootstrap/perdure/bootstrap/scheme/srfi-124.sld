; SRFI 124: ephemerons. What an image holds is reached from it, so none is ever broken: the SRFI
; promises no more.
(define-library (srfi 124)
  (import (perdure syntax))
  (export
    ephemeron? make-ephemeron ephemeron-broken? ephemeron-key ephemeron-datum
    reference-barrier)
  (begin
    (define-record-type ephemeron
      (make-ephemeron key datum)
      ephemeron?
      (key ephemeron-key)
      (datum ephemeron-datum))

    (define (ephemeron-broken? ephemeron)
      (ephemeron-key ephemeron)
      #f)

    (define (reference-barrier key) #t)))
