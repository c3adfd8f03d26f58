; in an image: SRFI 18; each form runs as a process of its own.

(import (scheme base) (srfi 18) (only (perdure process) spawn wait self))

; A thread begins when it is started, and can be waited for.
(define first (make-thread (lambda () (thread-sleep! 1) 'result) 'first))
(thread? first)                         ; => #t
(thread-name first)                     ; => first
(thread-join! (thread-start! first))    ; => result
(thread-join! first)                    ; => result
(thread-start! first)                   ; error: thread-start!: it was started before
(begin (thread-specific-set! first 5) (thread-specific first))  ; => 5
; One knows which thread it is, and it is always the same.
(let* ((t #f) (same #f)) (set! t (make-thread (lambda () (thread-yield!) (set! same (eq? (current-thread) t)) (thread-sleep! 1) (eq? (current-thread) t)))) (thread-start! t) (list (thread-join! t) same))       ; => (#t #t)
(let ((here (current-thread))) (thread-yield!) (list (thread? here) (eq? here (current-thread)) (thread-name here)))       ; => (#t #t #f)
; A process that a thread has spawned is another one.
(thread-join! (thread-start! (make-thread (lambda () (let ((here (current-thread))) (wait (spawn (lambda () (eq? here (current-thread)))))))))) ; => #f
; Waiting for no longer than a time.
(define slow (thread-start! (make-thread (lambda () (thread-sleep! 10) 'slow))))
(thread-join! slow 1 'late)             ; => late
(guard (e ((join-timeout-exception? e) 'timeout)) (thread-join! slow 1))        ; => timeout
(thread-join! slow (seconds->time (+ 1 (time->seconds (current-time)))) 'late)  ; => late
(thread-join! slow)                     ; => slow
(thread-join! (make-thread (lambda () 1)) 1 'not-begun) ; => not-begun
(let ((t (make-thread (lambda () 'begun-late)))) (spawn (lambda () (thread-sleep! 1) (thread-start! t))) (thread-join! t 5))  ; => begun-late
; What it raised, and that it was ended.
(guard (e ((uncaught-exception? e) (uncaught-exception-reason e))) (thread-join! (thread-start! (make-thread (lambda () (raise 'oh))))))      ; => oh
(define endless (thread-start! (make-thread (lambda () (thread-sleep! 100000)))))
(begin (thread-yield!) (thread-terminate! endless) (guard (e ((terminated-thread-exception? e) 'terminated)) (thread-join! endless)))   ; => terminated
(let ((t (make-thread (lambda () 1)))) (thread-terminate! t) (guard (e ((terminated-thread-exception? e) 'terminated)) (thread-join! t)))       ; => terminated

; A mutex.
(define m (make-mutex 'm))
(list (mutex? m) (mutex-name m) (mutex-state m))        ; => (#t m not-abandoned)
(list (mutex-lock! m) (eq? (mutex-state m) (current-thread)) (mutex-unlock! m) (mutex-state m))         ; => (#t #t #t not-abandoned)
(begin (mutex-lock! m #f #f) (mutex-state m))   ; => not-owned
(mutex-lock! m 1)                       ; => #f
(mutex-lock! m 0)                       ; => #f
(begin (mutex-unlock! m) (mutex-state m))       ; => not-abandoned
(begin (mutex-specific-set! m 'kept) (mutex-specific m))        ; => kept
; Any thread may unlock it.
(let ((t (thread-start! (make-thread (lambda () (mutex-lock! m) (thread-sleep! 100)))))) (thread-sleep! 1) (let ((owner (mutex-state m))) (mutex-unlock! m) (list (eq? owner t) (mutex-state m))))   ; => (#t not-abandoned)
; One that it locks a second time waits, until another unlocks it.
(begin (mutex-lock! m) (let ((again (mutex-lock! m 1))) (mutex-unlock! m) again))       ; => #f
; That of a thread that has ended is abandoned: who locks it is told, and has it.
(begin (thread-join! (thread-start! (make-thread (lambda () (mutex-lock! m))))) (mutex-state m))        ; => abandoned
(let ((told (guard (e ((abandoned-mutex-exception? e) 'told)) (mutex-lock! m)))) (let ((mine (eq? (mutex-state m) (current-thread)))) (mutex-unlock! m) (list told mine (mutex-state m))))       ; => (told #t not-abandoned)

; A condition variable.
(define cv (make-condition-variable 'cv))
(list (condition-variable? cv) (condition-variable-name cv))    ; => (#t cv)
(begin (condition-variable-specific-set! cv 1) (condition-variable-specific cv))        ; => 1
(define box '())
(define (next!)
  (mutex-lock! m)
  (let loop ()
    (if (null? box)
        (begin (mutex-unlock! m cv) (mutex-lock! m) (loop))
        (let ((found (car box))) (set! box (cdr box)) (mutex-unlock! m) found))))
(define takers (map (lambda (i) (thread-start! (make-thread next!))) '(1 2)))
(begin (thread-sleep! 1) (mutex-lock! m) (set! box '(a b)) (condition-variable-broadcast! cv) (mutex-unlock! m) (map thread-join! takers))       ; => (a b)
(begin (mutex-lock! m) (mutex-unlock! m cv 1))  ; => #f
(mutex-state m)                         ; => not-abandoned
(let ((t (thread-start! (make-thread (lambda () (mutex-lock! m) (mutex-unlock! m cv)))))) (thread-sleep! 1) (condition-variable-signal! cv) (thread-join! t))  ; => #t

; Times and handlers.
(time? (current-time))                  ; => #t
(time->seconds (seconds->time 5))       ; => 5
(let* ((before (time->seconds (current-time)))) (thread-sleep! (seconds->time (+ before 3))) (- (time->seconds (current-time)) before))         ; => 3.0
(with-exception-handler (lambda (e) 42) (lambda () ((current-exception-handler) 'x)))   ; => 42
(thread-join! 5)                        ; error: thread-join!: expected a thread, got 5
(mutex-lock! 5)                         ; error: mutex-lock!: expected a mutex, got 5
(mutex-lock! m 'soon)                   ; error: mutex-lock!: expected a time, a number of seconds or #f, got soon
(make-thread 5)                         ; error: make-thread: expected a procedure, got 5
