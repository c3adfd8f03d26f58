; What the processes do by which an application, or a person, uses a channel that has a name:
; docs/concurrency.md.
(define-library (perdure doors)
  (import (scheme base) (perdure channels))
  (export door-put! door-take! door-close!)
  (begin
    (define (found name)
      (or (channel-named name)
          (error "no channel is called" name)))

    (define (door-put! name value . seconds)
      (apply channel-put! (found name) value seconds)
      #t)

    ; A list of the value; an empty one where the channel is closed and empty.
    (define (door-take! name . seconds)
      (let ((value (apply channel-take! (found name) seconds)))
        (if (eof-object? value) '() (list value))))

    (define (door-close! name . error)
      (apply channel-close! (found name) error)
      #t)))
