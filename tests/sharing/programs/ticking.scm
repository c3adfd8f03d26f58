(import (scheme base) (perdure process) (perdure schedules))

(define (tick counter moment)
  (send! counter moment))

; Wait for so many moments, of which none may be told twice.
(define (count left)
  (let loop ((seen '()))
    (if (= (length seen) left)
        left
        (let ((moment (receive)))
          (if (member moment seen) (error "a moment had two runs" moment))
          (loop (cons moment seen))))))
