; a lock:
(import (perdure locks))
(define lock (make-mutex))
(name-lock! 'a lock)
(define there (list (eq? (lock-named 'a) lock) (lock-names)))
(unname-lock! 'a)
(define gone (list (eq? (lock-named 'a) #f) (lock-names)))
(name-lock! 'a (make-semaphore 1))
(list there gone (eq? (lock-named 'a) lock) (lock-names))

; a lock that was there:
(import (perdure locks))
(name-lock! 'a (make-mutex))
(yield)
(unname-lock! 'a)
(list (mutex? (lock-named 'a)) (lock-names))

; a channel:
(import (perdure channels))
(name-channel! 'a (make-channel))
(define there (list (and (channel-named 'a) 'a) (channel-names)))
(unname-channel! 'a)
(list there (channel? (channel-named 'a)) (channel-names))

; a channel that was there:
(import (perdure channels))
(name-channel! 'a (make-channel))
(yield)
(unname-channel! 'a)
(list (channel? (channel-named 'a)) (channel-names))

; a process:
(register! 'a (self))
(define there (= (whereis 'a) (self)))
(unregister! 'a)
(list there (whereis 'a))

; a schedule:
(import (perdure schedules))
(schedule! 'a (lambda () 1) 'every 60)
(define there (list (schedules) (schedule-paused? 'a)))
(schedule-remove! 'a)
(list there (schedules) (guard (e (#t (error-object-message e))) (schedule-next 'a)))

; a queue:
(import (perdure queues))
(queue! 'a 'limit 2)
(define there (list (queues) (queue-running 'a) (queue-waiting 'a)))
(queue-remove! 'a)
(list there (queues) (guard (e (#t (error-object-message e))) (queue-waiting 'a)))

; a queue and its jobs:
(import (perdure queues))
(queue! 'a 'limit 2 'key-limit 1)
(define (add . options) (apply enqueue! 'a (lambda () (receive)) options))
(define (counts) (list (queue-running 'a) (queue-waiting 'a)))
(add 'key "k")
(define one (counts))
(add 'key "k")
(define two (counts))
(add)
(define three (counts))
(add)
(add 'delay 60)
(list one two three (counts)
      (guard (e (#t (error-object-message e))) (queue-remove! 'a)))

; a queue that was there:
(import (perdure queues))
(queue! 'a 'limit 1)
(define (add) (enqueue! 'a (lambda () (receive))))
(add)
(yield)
(add)
(define before (list (queue-running 'a) (queue-waiting 'a)))
(queue! 'a)
(list before (queue-running 'a) (queue-waiting 'a))
