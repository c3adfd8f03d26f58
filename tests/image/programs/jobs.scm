; A job that runs until it is told to end, or to fail; and one that says that it ran.
(import (scheme base) (perdure process) (perdure queues))

(define (job)
  (if (equal? (receive) "fail") (error "told to fail") 'done))

(define ran '())
(define (note what . seconds)
  (set! ran (cons what ran))
  (if (pair? seconds) (sleep (car seconds)))
  what)
(define (report) (let ((found (reverse ran))) (set! ran '()) found))
