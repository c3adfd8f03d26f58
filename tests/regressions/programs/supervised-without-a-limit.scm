(import (scheme base) (perdure process) (perdure supervisor))
(define (whole) (receive))
(define (broken) (receive))
(define top
  (supervise 'one-for-one (list (child 'whole whole) (child 'broken broken)) 'intensity #f))
