(import (scheme base) (perdure process) (perdure base) (perdure mailbox))

(define (serve served)
  (receive-case
    ((? request? r) (reply! r (* 2 (request-value r))) (serve (+ served 1)))
    ("end" served)))
(define server (spawn (lambda () (serve 0))))

(define (ask-some first count)
  (let* ((replies (map (lambda (n) (request server n)) (iota count first))))
    (list replies (receive 0 'nothing))))
