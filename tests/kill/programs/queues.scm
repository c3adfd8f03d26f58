; Jobs of queues with limits, keys, priorities, a rate and delays: each has its turn once, no more have
; one at once than may, and no double is made.
(import (scheme base) (perdure process) (perdure base) (perdure queues) (python world))

(define main (self))
(define (own name) (string-append name (number->string main)))
(define (received count)
  (if (= count 0) '() (let ((message (receive))) (cons message (received (- count 1))))))

; How many are inside at once, in all and of a key.
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

(queue! (own "work") 'limit 2 'key-limit 1)
(define (work number key)
  (lambda ()
    (enter! key 1)
    (if (= number 3) (note "work" number))
    (sleep 1/300)
    (enter! key -1)
    (send! main number)
    number))
(define jobs
  (map (lambda (number key)
         (enqueue! (own "work") (work number key) 'name (string-append "job" (number->string number))
                   'key key 'dedup (number->string number) 'dedup-for 1000))
       '(1 2 3 4 5 6 7 8) '("a" "a" "b" "a" "b" "a" "c" "a")))
(note "made" 1)
(define doubles
  (map (lambda (number)
         (enqueue! (own "work") (work number "a") 'name "double" 'dedup (number->string number)))
       '(6 8)))
(define doubles-are-of-jobs? (equal? doubles (list (list-ref jobs 5) (list-ref jobs 7))))

; One that fails, one that is taken out while it waits.
(define fails
  (enqueue! (own "work") (lambda () (sleep 1/300) (error "it failed")) 'name "fails" 'key "b"))
(define waits (enqueue! (own "work") (lambda () 'never) 'name "waits" 'key "a" 'priority 9))
(kill! waits)
(define results (map wait jobs))
(define failed (guard (e (#t (error-object-message e))) (wait fails)))

; At a rate, the last first.
(queue! (own "rated") 'rate '(1 1/100))
(define order '())
(define rated
  (map (lambda (priority)
         (enqueue! (own "rated") (lambda () (set! order (cons priority order)) priority)
                   'name (string-append "rated" (number->string priority))
                   'priority priority 'delay (if (= priority 3) 1/30 0)))
       '(2 1 3)))
(define rated-results (map wait rated))

(list results doubles-are-of-jobs? failed rated-results
      (sort (received 8) <) (<= most 2) (= most-of-a 1)
      (map (lambda (name) (list (queue-waiting (own name)) (queue-running (own name))))
           '("work" "rated")))

; => ((1 2 3 4 5 6 7 8) #t "it failed" (2 1 3) (1 2 3 4 5 6 7 8) #t #t ((0 0) (0 0)))
