(import (scheme base) (perdure process) (perdure queues))

(define inside 0)
(define most 0)
(define of-a 0)
(define most-of-a 0)

(define (enter! key change)
  (set! inside (+ inside change))
  (set! most (max most inside))
  (if (equal? key "a")
      (begin (set! of-a (+ of-a change))
             (set! most-of-a (max most-of-a of-a)))))

; A job that sleeps within, and gives its number.
(define (work number key)
  (enter! key 1)
  (sleep 1/100)
  (enter! key -1)
  number)

(define (many from to key)
  (map (lambda (number) (enqueue! 'work (lambda () (work number key)) 'key key)) (iota* from to)))
(define (iota* from to) (if (= from to) '() (cons from (iota* (+ from 1) to))))
