; Processes that use together what an image has for them. Each takes rounds until it is told to
; stop, and gives their number; a round that comes to anything else than it should is an error. What
; is marked in the world is marked as (who, round, what).
(import (scheme base) (scheme time) (perdure process) (perdure base) (perdure channels)
        (perdure locks) (perdure mailbox) (perdure parallel) (perdure queues) (perdure requests)
        (perdure retry) (perdure schedules) (perdure supervisor) (python deeds))

(define stop? #f)
(define actors '())

(define (check what expected got)
  (if (not (equal? expected got)) (error "not what it should be" what expected got)))

(define (act who round!)
  (let loop ((n 1))
    (round! who n)
    (if stop? n (loop (+ n 1)))))

(define (start-actor! who name round!)
  (set! actors
    (cons (list who name (spawn (lambda () (act who round!)) name `((actor . ,who)))) actors)))

; A child fails: the one beside it sweeps, for which it has ten seconds, and the error is the caller's.
; A deadline passes in the midst of a scope. One that is cancelled in an effect cleans up with another.
(define (scopes! who n)
  (define swept 0)
  (define began (current-second))
  (define main (self))
  (define (sweep)
    (dynamic-wind
      (lambda () (send! main 'in))
      (lambda () (receive) 'never)
      (lambda () (sleep 1/1000) (set! swept (+ swept 1)))))
  (check 'failed (list "it broke" n 1)
    (guard (e ((error-object? e)
               (list (error-object-message e) (car (error-object-irritants e))
                     (if (< (- (current-second) began) 10) swept 1))))
      (with-children
        (lambda ()
          (define breaks (spawn (lambda () (receive) (mark who n 'breaks) (error "it broke" n))))
          (spawn sweep)
          (receive-case ('in #t))
          (send! breaks 'go)
          (receive-case ('never #t))))))
  (check 'late 'late
    (with-timeout 1/20
      (lambda () (with-children (lambda () (spawn sweep) (receive-case ('never #t)))))
      'late))
  (clear-mailbox)
  (check 'in-time n (with-timeout 1000000 (lambda () (mark who n 'in-time)) 'late))
  (let ((owner (spawn (lambda ()
                        (dynamic-wind
                          (lambda () #f)
                          (lambda () (send! main (list 'owner n)) (doze 0.02) (receive))
                          (lambda () (mark who n 'cleaned)))))))
    (receive-case (('owner (? (lambda (round) (= round n)))) #t))
    (cancel! owner 1000000)
    (check 'cancelled 'cancelled (guard (e (#t (condition-kind e))) (wait owner)))))

(define (clear-mailbox)
  (receive-case (_ (clear-mailbox)) (after 0 'empty)))

; A producer and consumers over a channel; a permit, a mutex and a condition variable.
(define (channels! who n)
  (define items (make-channel 2))
  (define permit (make-semaphore 1))
  (define key (make-mutex))
  (define counted (make-condition-variable))
  (define total 0)
  (define inside 0)
  (define (consume)
    (let ((item (select ((on-take items)) ((on-time 1000000) 'late))))
      (cond ((eof-object? item) 'consumed)
            (else
             (call-with-semaphore permit
               (lambda ()
                 (set! inside (+ inside 1))
                 (sleep 1/1000)
                 (check 'inside 1 inside)
                 (set! inside (- inside 1))))
             (call-with-mutex key
               (lambda () (set! total (+ total item)) (condition-variable-signal! counted)))
             (consume)))))
  (check 'consumed '(consumed consumed produced 10)
    (parallel consume consume
      (lambda ()
        (for-each (lambda (i) (channel-put! items i)) '(1 2 3 4))
        (channel-close! items)
        'produced)
      (lambda ()
        (call-with-mutex key
          (lambda ()
            (let loop ()
              (if (< total 10) (begin (condition-variable-wait! counted key) (loop)) total))))))))

; A server under a supervisor fails of every fourth request, and is started again. Each answers
; how many it has served.
(define (serve name)
  (register! name (self))
  (let loop ((served 1))
    (receive-case
      ((? request? r)
       (if (eq? 'fail (request-value r)) (error "a bad request"))
       (reply! r (list served (request-value r)))
       (loop (+ served 1))))))
(define (ask name what)
  (let ((server (whereis name)))
    (cond (server (request server what))
          (else (sleep 1/200) (ask name what)))))
(define (requests! who)
  (define name (string-append "server/" (number->string who)))
  (define top (supervise 'one-for-one (list (child 'server (lambda () (serve name)))) 'intensity #f))
  (lambda (who n)
    (if (= 0 (modulo n 4))
        (check 'ended 'ended (guard (e (#t (condition-kind e))) (ask name 'fail)))
        (check 'served (list (modulo n 4) n) (ask name n)))
    (if stop? (begin (stop-supervisor! top) (check 'stopped 'stopped (wait top))))))

; Ends are told once; linked ones end together.
(define (bonds! who n)
  (call-with-values
    (lambda () (spawn-monitor (lambda () (sleep 1/1000) (* n n))))
    (lambda (pid reference)
      (check 'ended (list pid 'done (* n n))
        (receive-case (#('ended (? (lambda (r) (eqv? r reference))) of state value)
                       (list of state value))))))
  (check 'tries '(worked 3) (wait (spawn (lambda () (keep-alive who n)))))
  (check 'nothing 'nothing (receive-case (_ 'more) (after 0 'nothing))))
(define (keep-alive who n)
  (define tries 0)
  (define (unsteady)
    (set! tries (+ tries 1))
    (mark who n (list 'try tries))
    (if (< tries 3) (error "not yet") 'worked))
  (trap-ends! #t)
  (let loop ()
    (spawn-link unsteady)
    (receive-case
      (#('ended 'link _ 'done value) (list value tries))
      (#('ended 'link _ 'failed _) (loop)))))

; No more of its jobs have a turn at once than may; a double is none.
(define (jobs! who)
  (define name (string-append "work/" (number->string who)))
  (define inside 0)
  (queue! name 'limit 2 'key-limit 1)
  (lambda (who n)
    (define (work i)
      (lambda ()
        (set! inside (+ inside 1))
        (check 'limit #t (<= inside 2))
        (mark who n (list 'job i))
        (set! inside (- inside 1))
        i))
    (define (job i)
      (enqueue! name (work i) 'key (number->string (modulo i 2)) 'priority (- i)
                'dedup (number->string (+ i (* 10 n))) 'dedup-for 1000000))
    (define jobs (map job '(1 2 3 4)))
    (check 'double (list-ref jobs 3) (job 4))
    (check 'jobs '(1 2 3 4) (map wait jobs))
    (check 'empty '(0 0 0) (list inside (queue-running name) (queue-waiting name)))))

; The third attempt does; the third step fails, and the two before it are undone.
(define (retries! who n)
  (define tries 0)
  (define log '())
  (define (marked what) (mark who n what) (set! log (cons what log)) what)
  (check 'retry n
    (retry (lambda () (set! tries (+ tries 1)) (if (< tries 3) (error "away") (mark who n 'retried)))
           'delay 1/200 'jitter 0))
  (check 'saga '("no car" (flight hotel (no hotel) (no flight)))
    (guard (e (#t (list (error-object-message e) (reverse log))))
      (saga (step (lambda () (marked 'flight)) (lambda (it) (marked (list 'no it))))
            (step (lambda () (marked 'hotel)) (lambda (it) (marked (list 'no it))))
            (step (lambda () (error "no car")) (lambda (it) (marked 'never)))))))

; Effects that fall and go on, give one value after the other, give and take large texts.
(define (effects! who n)
  (check 'climbed (list who n 5) (climb who n 5))
  (check 'streamed '(0 1 2 3 4 5)
    (let ((channel (count-up who n 6)))
      (let loop ((seen '()))
        (let ((value (channel-take! channel)))
          (if (eof-object? value) (reverse seen) (loop (cons value seen)))))))
  (check 'lost 'by-time
    (select ((on-time 1/100) 'by-time) ((on-call doze 100) 'by-call))))
(define (large! who n)
  (define text (fetch who n))
  (define shelf (make-channel))
  (define main (self))
  (define weigher (spawn (lambda () (let ((it (receive))) (channel-put! shelf it) (weigh it)))))
  (send! weigher text)
  (check 'weighed (list 300000 n) (wait weigher))
  (check 'same #t (string=? text (channel-take! shelf))))

; Two start what may be started once.
(define (start-once n)
  (spawn-unique (string-append "once/" (number->string n))
                (lambda () (mark 0 n 'once) (list 'once n)) 'existing 'never))
(define (names! who n)
  (check 'once (list 'once n) (wait (start-once n))))

; What is booked here is booked in the user's own database.
(define (books! who n) (check 'booked n (book who n)))

; A schedule's moments, one after the other, each once. Whether to stop is asked between two of
; them: draining for as long as from one to the next would go on for ever where nothing is late.
(define (collect who)
  (define anchor (current-second))
  (define main (self))
  (define name (string-append "tick/" (number->string who)))
  (define (tick moment) (send! main (exact (round (* 4 (- moment anchor))))))
  (define (drain next seconds)
    (receive-case ((? number? n) (check 'moment next n) (drain (+ next 1) seconds))
                  (after seconds next)))
  (schedule! name tick 'every 1/4 'anchor anchor 'missed 'all 'late 1000000 'overlap 'queue 'moment #t)
  ; The member that goes on may be a little behind, by its clock, and take the anchor for a moment.
  (let loop ((next (let ((first (receive))) (check 'first #t (<= 0 first 1)) (+ first 1))))
    (if (not stop?)
        (loop (drain next 1/8))
        (begin
          (schedule-pause! name)
          (for-each (lambda (run) (wait (cadr run))) (schedule-runs name))
          (let ((last (drain next 1/2)))
            (schedule-remove! name)
            (- last 1))))))

; One of Python serves: served.py beside this.
(define (python! who n)
  (send! (whereis "python") (vector (self) n))
  (check 'served (vector "served" n (* n n)) (receive))
  (if stop? (send! (whereis "python") "over")))

; Asked from outside: see tests.storm.outside.
(define (keep)
  (define told '())
  (define added '())
  (on-query 'count (lambda () (+ (length told) (length added))))
  (on-query 'told (lambda () (reverse told)))
  (on-signal 'tell (lambda (k) (if (odd? k) (sleep 1/500)) (mark 0 k 'told) (set! told (cons k told))))
  (on-update 'add
             (lambda (k) (mark 0 k 'added) (set! added (cons k added)) (list 'added k))
             (lambda (k) (if (< k 0) (error "negative"))))
  (receive-case ('over (list (reverse told) (reverse added)))))
(define keeper #f)
(define (begin-asked n) (mark 0 n 'asked) (list 'asked n))

(define (live)
  (set! keeper (spawn keep "keeper"))
  (for-each start-actor! '(1 2 3 4 5 6 7 8 9 10 11)
            '("scopes" "channels" "requests" "bonds" "jobs" "retries" "effects" "large" "names" "names" "books")
            (list scopes! channels! (requests! 3) bonds! (jobs! 5) retries! effects! large! names! names!
                  books!))
  (start-actor! 14 "python" python!)
  (set! actors (cons (list 13 "schedule" (spawn (lambda () (collect 13)) "schedule")) actors)))
