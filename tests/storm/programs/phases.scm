; What is booked in two phases, where there is PostgreSQL; goes on behind life.scm.
(import (python phases))
(define (phases! who n) (check 'booked n (book-in-phases who n)))
(define (live-in-phases) (start-actor! 12 "phases" phases!))
