; A producer and consumers over channels with and without room; permits, a mutex and a condition
; variable; everything is counted once.
(import (scheme base) (scheme write) (perdure process) (perdure base) (perdure channels)
        (perdure locks) (python world))

(define items (make-channel 3))
(define results (make-channel))
(define stop (make-channel 0))
(define permits (make-semaphore 2))
(define key (make-mutex))
(define counted (make-condition-variable))
(define total 0)
(define inside 0)
(define most 0)

(define producer
  (spawn (lambda ()
           (do ((i 1 (+ i 1))) ((> i 12) (channel-close! items) 'produced)
             (if (= 0 (modulo i 4)) (note "put" i))
             (channel-put! items i)))
         "producer"))

; Each takes until the channel is closed, or it is told to stop.
(define (consume name)
  (let loop ()
    (let ((item (select ((on-take items)) ((on-take stop)))))
      (cond ((eof-object? item) 'consumed)
            (else
             (call-with-semaphore permits
               (lambda ()
                 (set! inside (+ inside 1))
                 (set! most (max most inside))
                 (sleep 1/500)
                 (set! inside (- inside 1))))
             (channel-put! results item)
             (call-with-mutex key
               (lambda ()
                 (set! total (+ total item))
                 (condition-variable-broadcast! counted)))
             (loop))))))
(define consumers
  (map (lambda (name) (spawn (lambda () (consume name)) name)) '("one" "two" "three")))

; Waits until all has been counted, without looking at the results.
(define watcher
  (spawn (lambda ()
           (call-with-mutex key
             (lambda ()
               (let loop ()
                 (if (< total 78) (begin (condition-variable-wait! counted key) (loop)) total)))))
         "watcher"))

; One that takes and does not wait for long, and gives up again and again.
(define hasty
  (spawn (lambda ()
           (let loop ((i 0))
             (if (< i 5) (begin (channel-take! stop 1/300 'late) (loop (+ i 1))) 'gave-up)))
         "hasty"))

; One that is cancelled while it has a mutex, and waits.
(define main (self))
(define spare (make-mutex))
(define holder (spawn (lambda () (lock! spare) (send! main 'locked) (channel-take! stop)) "holder"))
(receive)
(cancel! holder)
(define after-holder (lock! spare))
(unlock! spare)

(define ends (map wait consumers))
(channel-close! results)
(define taken
  (let loop ((taken '()))
    (let ((v (channel-take! results)))
      (if (eof-object? v) (sort taken <) (loop (cons v taken))))))

; One that is found by its name, and of whose closing another process is told.
(define known (make-channel))
(define its-name (string->symbol (string-append "known-" (number->string (self)))))
(name-channel! its-name known)
(define told
  (spawn (lambda ()
           (let ((found (channel-named its-name)))
             (send! main 'found)
             (select ((on-close found) 'closed))))
         "told"))
(receive)
(channel-close! (channel-named its-name))
(unname-channel! its-name)

(list (wait producer) taken ends (<= 1 most 2) (wait watcher) (wait hasty)
      after-holder (semaphore-count permits) inside (wait told) (memq its-name (channel-names)))

; => (produced (1 2 3 4 5 6 7 8 9 10 11 12) (consumed consumed consumed) #t 78 gave-up abandoned 2 0 closed #f)
