; Each books five entries, one after the other.
(import (perdure process) (python booking))
(define (book-five who)
  (let loop ((number 1))
    (if (not (= number (book who number))) (error "another was booked" number))
    (if (< number 5) (loop (+ number 1)) number)))
