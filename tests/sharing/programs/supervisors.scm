(import (scheme base) (perdure base) (perdure process) (perdure mailbox) (perdure supervisor))

(define (work) (receive))
(define top
  (supervise 'all-for-one (list (child 'one work) (child 'two work)) 'intensity #f))
(define (pids) (map (lambda (each) (list-ref each 1)) (which-children top)))
