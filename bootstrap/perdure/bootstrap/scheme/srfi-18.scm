; SRFI 18. A thread is a record, and the process that it is has it, so that it is the same over
; restarts. A process that was not made by make-thread becomes a thread when it is asked for.

(define-record-type <thread>
  (%make-thread thunk name specific pid begun)
  thread?
  (thunk %thunk %set-thunk!)            ; #f once it has begun
  (name %name)
  (specific %specific %set-specific!)
  (pid %pid %set-pid!)                  ; #f before it has begun; terminated, where it never will
  (begun %begun))                       ; a latch

(define (check-thread who thread)
  (if (not (thread? thread)) (%expected who "a thread" thread)))

; ---- Times: points in time, in the image's own time

(define-record-type <time> (%make-time seconds) time? (seconds %seconds))

(define (current-time) (%make-time (%now)))

(define (time->seconds time)
  (if (not (time? time)) (%expected 'time->seconds "a time" time))
  (%seconds time))

(define (seconds->time seconds)
  (if (not (real? seconds)) (%expected 'seconds->time "a number of seconds" seconds))
  (%make-time seconds))

; How long it is until then, at least 0: of a time, a number of seconds, or #f for no end.
(define (seconds-until who timeout)
  (cond ((not timeout) #f)
        ((time? timeout) (max 0 (- (%seconds timeout) (%now))))
        ((real? timeout) (max 0 timeout))
        (else (%expected who "a time, a number of seconds or #f" timeout))))

; ---- Exceptions

(define-record-type <thread-exception>
  (%make-exception kind reason)
  thread-exception?
  (kind %kind)
  (reason %reason))

(define (is-kind kind)
  (lambda (object) (and (thread-exception? object) (eq? (%kind object) kind))))

(define join-timeout-exception? (is-kind 'join-timeout))
(define abandoned-mutex-exception? (is-kind 'abandoned-mutex))
(define terminated-thread-exception? (is-kind 'terminated-thread))
(define uncaught-exception? (is-kind 'uncaught))

(define (uncaught-exception-reason exception)
  (if (not (uncaught-exception? exception))
      (%expected 'uncaught-exception-reason "an uncaught exception" exception))
  (%reason exception))

(define (current-exception-handler)
  (let ((handlers (%handlers)))
    (if (pair? handlers) (car handlers) raise)))

; ---- Threads

(define make-thread
  (case-lambda
    ((thunk) (make-thread thunk #f))
    ((thunk name)
     (if (not (procedure? thunk)) (%expected 'make-thread "a procedure" thunk))
     (%make-thread thunk name (if #f #f) #f (make-latch 1)))))

(define (current-thread) (thread-of (self)))

(define (thread-of pid)
  (or (%thread pid)
      (let ((made (%make-thread #f #f (if #f #f) pid (make-latch 0))))
        (%set-thread! pid made)
        made)))

(define (thread-name thread) (check-thread 'thread-name thread) (%name thread))
(define (thread-specific thread) (check-thread 'thread-specific thread) (%specific thread))
(define (thread-specific-set! thread value)
  (check-thread 'thread-specific-set! thread)
  (%set-specific! thread value))

(define (thread-start! thread)
  (check-thread 'thread-start! thread)
  (let ((thunk (%thunk thread)) (name (%name thread)))
    (if (not thunk) (error 'thread-start! "it was started before"))
    (let ((pid (if (or (symbol? name) (string? name)) (spawn thunk name) (spawn thunk))))
      (begin-as! thread pid)
      (%set-thread! pid thread)
      thread)))

(define (begin-as! thread pid)
  (%set-thunk! thread #f)
  (%set-pid! thread pid)
  (latch-count-down! (%begun thread)))

(define (thread-yield!) (yield))

(define (thread-sleep! timeout)
  (let ((seconds (seconds-until 'thread-sleep! timeout)))
    (if (not seconds) (%expected 'thread-sleep! "a time or a number of seconds" timeout))
    (sleep seconds)))

(define (thread-terminate! thread)
  (check-thread 'thread-terminate! thread)
  (let ((pid (%pid thread)))
    (cond ((not pid) (begin-as! thread 'terminated))
          ((not (eq? pid 'terminated)) (cancel! pid)))))

(define thread-join!
  (case-lambda
    ((thread) (join thread #f #f))
    ((thread timeout)
     (join thread timeout (lambda () (raise (%make-exception 'join-timeout #f)))))
    ((thread timeout value) (join thread timeout (lambda () value)))))

(define (join thread timeout give-up)
  (check-thread 'thread-join! thread)
  (let* ((seconds (seconds-until 'thread-join! timeout))
         (end (and seconds (+ (%now) seconds))))
    (cond ((not (if seconds (latch-wait (%begun thread) seconds #f) (latch-wait (%begun thread))))
           (give-up))
          ((not (ends? (%pid thread) end)) (give-up))
          (else (outcome-of (%pid thread))))))

; Whether it ends before that moment; waits until it does.
(define (ends? pid end)
  (cond ((has-ended? pid))
        (else
         (guard (e (#t #t))             ; what it has raised; who has waited for it knows that
           (let ((operations (if end
                                 (list (on-end pid) (on-time (max 0 (- end (%now)))))
                                 (list (on-end pid)))))
             (= 0 (car (%select operations #t))))))))

(define (has-ended? pid)
  (or (eq? pid 'terminated)
      (if (memq (process-state pid) '(done failed cancelled)) #t #f)))

(define (outcome-of pid)
  (case (if (integer? pid) (process-state pid) 'cancelled)
    ((cancelled) (raise (%make-exception 'terminated-thread #f)))
    ((failed)
     (raise (guard (e (#t (%make-exception 'uncaught e))) (wait pid))))
    (else (wait pid))))

; ---- Mutexes and condition variables

(define (mutex-state mutex)
  (let ((state (%mutex-state mutex)))
    (if (symbol? state) state (thread-of state))))

(define mutex-lock!
  (case-lambda
    ((mutex) (mutex-lock! mutex #f))
    ((mutex timeout) (lock mutex timeout (self)))
    ((mutex timeout thread)
     (if thread (check-thread 'mutex-lock! thread))
     (let ((pid (if thread (%pid thread) 0)))
       (if (not (integer? pid))
           (%expected 'mutex-lock! "a thread that was started" thread))
       (lock mutex timeout pid)))))

(define (lock mutex timeout pid)
  (let* ((seconds (seconds-until 'mutex-lock! timeout))
         (found (if seconds (%mutex-lock! mutex pid seconds) (%mutex-lock! mutex pid))))
    (if (eq? found 'abandoned)
        (raise (%make-exception 'abandoned-mutex #f))
        found)))

; It is unlocked whoever has it; and in one step with that the wait begins, where there is one.
(define mutex-unlock!
  (case-lambda
    ((mutex) (%mutex-unlock! mutex) #t)
    ((mutex variable) (unlock-and-wait mutex variable #f))
    ((mutex variable timeout) (unlock-and-wait mutex variable timeout))))

(define (unlock-and-wait mutex variable timeout)
  (let ((seconds (seconds-until 'mutex-unlock! timeout)))
    (if (not (condition-variable? variable))
        (%expected 'mutex-unlock! "a condition variable" variable))
    (if (not (eqv? (%mutex-state mutex) (self))) (%mutex-unlock! mutex))
    (if seconds
        (%condition-wait 'mutex-unlock! variable mutex seconds)
        (%condition-wait 'mutex-unlock! variable mutex))))
