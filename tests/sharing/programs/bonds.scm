(import (scheme base) (perdure process) (perdure base) (perdure mailbox))

; Watch all of them; how often each is told of, in their order.
(define (watch-all pids)
  (for-each monitor pids)
  (let loop ((left (length pids)) (told '()))
    (if (= left 0)
        (let ((more (receive 1/10 'nothing)))
          (list (map (lambda (pid) (count (lambda (each) (= each pid)) told)) pids) more))
        (receive-case
          (#('ended reference pid state value) (loop (- left 1) (cons pid told)))))))

(define (wait-linked pid)
  (link! pid)
  (receive))
