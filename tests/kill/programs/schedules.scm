; Schedules whose runs each tell the moment that they are for: each moment has one run, whatever is
; killed; one that must not overlap has them one after the other.
(import (scheme base) (scheme time) (perdure process) (perdure base) (perdure schedules)
        (python world))

(define main (self))
(define (own name) (string-append name (number->string main)))
(define anchor (current-second))
(define period 1/100)
(define (number-of moment) (exact (round (/ (- moment anchor) period))))

(schedule! (own "ticks") (lambda (moment) (send! main (list 'tick (number-of moment))))
           'every period 'anchor anchor 'times 6 'missed 'all 'overlap 'allow 'moment #t)

; Each run takes longer than it is to the next moment.
(define inside 0)
(schedule! (own "queued")
           (lambda (moment)
             (set! inside (+ inside 1))
             (sleep 1/60)
             (send! main (list 'queued inside (number-of moment)))
             (set! inside (- inside 1)))
           'every period 'anchor anchor 'times 4 'missed 'all 'overlap 'queue 'moment #t)

(schedule! (own "by-hand") (lambda () (send! main '(by-hand))) 'every 100000)
(schedule-pause! (own "by-hand"))
(note "paused" 1)
(schedule-trigger! (own "by-hand"))

(define (received count)
  (if (= count 0) '() (let ((message (receive))) (cons message (received (- count 1))))))
(define (those name messages)
  (let loop ((rest messages) (found '()))
    (cond ((null? rest) (reverse found))
          ((eq? (caar rest) name) (loop (cdr rest) (cons (cdar rest) found)))
          (else (loop (cdr rest) found)))))

(define messages (received 11))
(note "received" 2)
(define left (receive 1/50 'nothing))
(for-each (lambda (name) (schedule-remove! (own name))) '("ticks" "queued" "by-hand"))

; The numbers of moments counted from the first.
(define (from-1 numbers) (map (lambda (n) (- n -1 (apply min numbers))) numbers))
(define queued (those 'queued messages))
(list (from-1 (sort (map car (those 'tick messages)) <))
      (map car queued) (from-1 (map cadr queued)) (those 'by-hand messages) left)

; => ((1 2 3 4 5 6) (1 1 1 1) (1 2 3 4) (()) nothing)
