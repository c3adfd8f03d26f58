; Procedures that note the moments for which they run.
(import (scheme base) (perdure process) (perdure schedules))
(define ran '())
(define (note moment) (set! ran (cons moment ran)))
(define (note-slowly moment) (note moment) (sleep 25))
(define (report) (let ((found (reverse ran))) (set! ran '()) found))
