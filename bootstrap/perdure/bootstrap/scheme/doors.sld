; What the processes do by which an application, or a person, uses a channel or a lock that has a
; name: docs/concurrency.md.
(define-library (perdure doors)
  (import (scheme base) (perdure channels) (perdure locks)
          (only (perdure process) receive spawn)
          (only (perdure primitives) %acquire-held-within! %hand-over-lock!))
  (export door-put! door-take! door-close! door-hold!)
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
      #t)

    ; Wait for the lock, and leave it to a process that has it until it is told to give it back, or
    ; until its time is over, in seconds, or #f. A list of its pid, and whether a mutex was abandoned.
    (define (door-hold! name lease . seconds)
      (let* ((lock (or (lock-named name) (error "no lock is called" name)))
             (is-mutex (mutex? lock))
             (got (apply (if is-mutex lock! %acquire-held-within!) lock seconds))
             (holder (spawn (lambda () (%hold lock is-mutex lease))
                            (string-append "<holds " name ">"))))
        (%hand-over-lock! lock holder)
        (list holder (eq? got 'abandoned))))

    ; #t where it was told; #f where its time was over, and a mutex is abandoned by its end.
    (define (%hold lock is-mutex lease)
      (let ((told (if lease (receive lease #f) (receive))))
        (and told
             (begin
               (if is-mutex (unlock! lock))
               #t))))))
