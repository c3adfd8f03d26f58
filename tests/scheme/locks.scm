; in an image: (perdure locks); each form runs as a process of its own.

(import (scheme base) (perdure base) (perdure process) (perdure channels) (perdure locks))

; A semaphore has permits.
(define permits (make-semaphore 2))
permits                                 ; => #<semaphore 2 free>
(list (acquire! permits) (acquire! permits) (acquire! permits 1 'none))         ; => (#t #t none)
(acquire! permits 1)                    ; error: acquire!: no permit was free in time
(acquire! permits 0 #f)                 ; => #f
(let ((p (spawn (lambda () (acquire! permits))))) (sleep 1) (release! permits) (wait p))        ; => #t
(begin (release! permits 2) (semaphore-count permits))  ; => 2
(select ((on-acquire permits) (release! permits) 'had-it) (else 'none))         ; => had-it
; It is given back however the thunk is left.
(call-with-semaphore permits (lambda () (semaphore-count permits)))     ; => 1
(semaphore-count permits)               ; => 2
(guard (e (#t e)) (call-with-semaphore permits (lambda () (raise 'out))))       ; => out
(call/cc (lambda (k) (call-with-semaphore permits (lambda () (k 'away)))))      ; => away
(semaphore-count permits)               ; => 2
(let ((p (spawn (lambda () (call-with-semaphore permits (lambda () (sleep 100))))))) (sleep 1) (cancel! p) (sleep 1) (semaphore-count permits))   ; => 2
(let ((p (spawn (lambda () (call-with-semaphore permits (lambda () (car '()))))))) (guard (e (#t 'failed)) (wait p)))  ; => failed
(semaphore-count permits)               ; => 2
; No more than two are in at once.
(let ((in 0) (most 0))
  (for-each wait
            (map (lambda (i)
                   (spawn (lambda ()
                            (call-with-semaphore permits
                              (lambda ()
                                (set! in (+ in 1))
                                (set! most (max most in))
                                (sleep 1)
                                (set! in (- in 1)))))))
                 '(1 2 3 4 5)))
  (list most in (semaphore-count permits)))     ; => (2 0 2)

; A mutex has an owner.
(define key (make-mutex 'key))
key                                     ; => #<mutex free>
(list (lock! key) (eqv? (mutex-owner key) (self)) (begin (unlock! key) (mutex-owner key)))      ; => (#t #t #f)
(unlock! key)                           ; error: unlock!: this process has not locked it
(begin (lock! key) (lock! key))         ; error: lock!: this process has locked it already
; That process has ended with it: the next is told, and has it.
key                                     ; => #<mutex abandoned>
(lock! key)                             ; => abandoned
(lock! key)                             ; => abandoned
(begin (lock! key) (unlock! key) (lock! key) (unlock! key))
key                                     ; => #<mutex free>
(let* ((p (spawn (lambda () (lock! key) (sleep 100)))) (q (begin (sleep 1) (spawn (lambda () (list (lock! key) (mutex-owner key) (self))))))) (sleep 1) (cancel! p) (let ((l (wait q))) (list (car l) (= (cadr l) (caddr l)))))       ; => (abandoned #t)
(begin (lock! key) (unlock! key))
(let ((p (spawn (lambda () (call-with-mutex key (lambda () (sleep 5) 'done)))))) (sleep 1) (list (lock! key 1 'late) (wait p) (mutex-owner key)))       ; => (late done #f)
(let ((p (spawn (lambda () (call-with-mutex key (lambda () (sleep 5))))))) (sleep 1) (lock! key 1))     ; error: lock!: it was not unlocked in time
(begin (sleep 10) (select ((on-lock key) => (lambda (v) (unlock! key) v)) ((on-time 1) 'late)))         ; => #t

; A condition variable: the mutex is unlocked while one waits.
(define changed (make-condition-variable))
(define stock 0)
(define (take-one) (call-with-mutex key (lambda () (let loop () (if (= stock 0) (begin (condition-variable-wait! changed key) (loop)) (begin (set! stock (- stock 1)) 'have-one))))))
(define takers (map (lambda (i) (spawn take-one)) '(1 2 3)))
(begin (sleep 1) (list key changed))    ; => (#<mutex free> #<condition-variable 3 waiting>)
(begin (call-with-mutex key (lambda () (set! stock 1) (condition-variable-signal! changed))) (sleep 1) (list stock changed))    ; => (0 #<condition-variable 2 waiting>)
(begin (call-with-mutex key (lambda () (set! stock 2) (condition-variable-broadcast! changed))) (map wait takers))      ; => (have-one have-one have-one)
(call-with-mutex key (lambda () (list (condition-variable-wait! changed key 1) (eqv? (mutex-owner key) (self)))))       ; => (#f #t)
(condition-variable-wait! changed key)  ; error: condition-variable-wait!: this process has not locked the mutex #<mutex free>

; A latch opens once.
(define latch (make-latch 2))
latch                                   ; => #<latch 2 missing>
(latch-wait latch 1 'closed)            ; => closed
(let ((p (spawn (lambda () (latch-wait latch))))) (latch-count-down! latch) (sleep 1) (latch-count-down! latch) (wait p))       ; => #t
(list (latch-wait latch) (latch-count latch))   ; => (#t 0)
; A barrier again and again.
(define barrier (make-barrier 3))
(let ((round (lambda () (spawn (lambda () (barrier-wait! barrier)))))) (let* ((a (round)) (b (round))) (sleep 1) (list (barrier-wait! barrier) (wait a) (wait b))))    ; => (#t #f #f)
barrier                                 ; => #<barrier 3 missing>
(barrier-wait! barrier 1 'alone)        ; => alone
(let ((p (spawn (lambda () (barrier-wait! barrier))))) (sleep 1) barrier)        ; => #<barrier 2 missing, 1 waiting>

; A rate limiter gives so many turns in a time.
(define limiter (make-rate-limiter 2 10))
(let ((turns '()))
  (let ((pids (map (lambda (i) (spawn (lambda () (rate-limiter-wait! limiter) (set! turns (cons i turns))))) '(1 2 3 4 5))))
    (sleep 1)
    (let ((first (reverse turns)))
      (sleep 10)
      (let ((second (reverse turns)))
        (sleep 10)
        (list first second (reverse turns))))))         ; => ((1 2) (1 2 3 4) (1 2 3 4 5))

(make-semaphore -1)                     ; error: make-semaphore: expected an exact integer from 0, got -1
(acquire! 5)                            ; error: acquire!: expected a semaphore, got 5
(release! permits -1)                   ; error: release!: expected an exact integer from 0, got -1
(lock! permits)                         ; error: lock!: expected a mutex, got #<semaphore 2 free>
(latch-wait barrier)                    ; error: latch-wait: expected a latch, got #<barrier 2 missing, 1 waiting>
(make-barrier 0)                        ; error: make-barrier: expected an exact integer from 1, got 0
(make-rate-limiter 1 'x)                ; error: make-rate-limiter: expected a number of seconds, got x
(call-with-semaphore permits 5)         ; error: call-with-semaphore: expected a procedure of no arguments, got 5
(call-with-mutex 5 (lambda () 1))       ; error: lock!: expected a mutex, got 5
