; in an image: (perdure process); each form runs as a process of its own.

(import (perdure process))
(define child (spawn (lambda () (* 6 7))))
(wait child)                            ; => 42
(wait child)                            ; => 42
(process-state child)                   ; => done
(exact-integer? child)                  ; => #t
(wait (spawn (lambda () (sleep 10) 'slept)))    ; => slept
(let ((a (spawn (lambda () (sleep 2) 'a))) (b (spawn (lambda () (sleep 1) 'b)))) (list (wait a) (wait b)))      ; => (a b)
; An error of a process is raised again in whoever waits for it.
(wait (spawn (lambda () (car '()))))    ; error: car: expected a pair, got ()
(wait (spawn (lambda () (raise 'boom))))        ; raises boom
(guard (e (#t (list 'child-failed e))) (wait (spawn (lambda () (raise 'boom)))))        ; => (child-failed boom)
; Messages arrive in the order in which they were sent.
(define (adder) (let ((reply-to (receive)) (a (receive)) (b (receive))) (send! reply-to (+ a b))))
(let ((pid (spawn adder))) (send! pid (self)) (send! pid 1) (send! pid 2) (receive))    ; => 3
(receive 5 'nothing-came)               ; => nothing-came
(receive 0 'at-once)                    ; => at-once
(receive 1)                             ; error: receive: no message came in time
(let ((me (self))) (spawn (lambda () (sleep 1) (send! me 'late))) (receive 10 'timeout))        ; => late
(let ((me (self))) (spawn (lambda () (sleep 20) (send! me 'late))) (receive 10 'timeout))       ; => timeout
; A message is shared, not copied: sender and receiver see one object.
(let* ((box (list 1)) (me (self)) (p (spawn (lambda () (set-car! (receive) 2) (send! me 'changed))))) (send! p box) (receive) box)      ; => (2)
(define cancelled (spawn (lambda () (sleep 1000) 'never)))
(cancel! cancelled)
(process-state cancelled)               ; => cancelled
(guard (e (#t (condition-kind e))) (wait cancelled))    ; => cancelled
(cancel! (self))                        ; raises cancelled
; Cancelling runs no after thunks, and wakes those that wait.
(let* ((p (spawn (lambda () (sleep 1000)))) (w (spawn (lambda () (guard (e (#t 'saw-it)) (wait p)))))) (yield) (cancel! p) (wait w))     ; => saw-it
(let ((log '())) (let ((p (spawn (lambda () (set! log (cons 1 log)) (yield) (set! log (cons 2 log)))))) (wait p) (reverse log)))        ; => (1 2)
; Parameters are those of the process that spawned; a new one does not disturb it.
(define p (make-parameter 'default))
(parameterize ((p 'given)) (wait (spawn (lambda () (p)))))      ; => given
; They are the same ones: what either sets, both see.
(parameterize ((p 'given)) (wait (spawn (lambda () (p 'set-there)))) (p))       ; => set-there
(parameterize ((p 'given))
  (let ((pid (spawn (lambda () (receive) (p)))))
    (p 'set-here)
    (send! pid 'go)
    (wait pid)))                                                ; => set-here
(p)                                                             ; => default
; A guard, a wind and a handler last through a wait.
(guard (e (#t (list 'caught e))) (sleep 1) (raise 'after-sleep))        ; => (caught after-sleep)
(let ((log '())) (dynamic-wind (lambda () (set! log (cons 'in log))) (lambda () (sleep 1)) (lambda () (set! log (cons 'out log)))) (reverse log))       ; => (in out)
(with-exception-handler (lambda (e) (sleep 1) 41) (lambda () (+ 1 (raise-continuable 'x))))     ; => 42
(map (lambda (x) (sleep 1) (* x x)) '(1 2 3))   ; => (1 4 9)
(sort '(3 1 2) (lambda (a b) (sleep 1) (< a b)))        ; => (1 2 3)
(let loop ((i 0)) (if (< i 100) (begin (yield) (loop (+ i 1))) i))      ; => 100
(begin (display "one ") (sleep 1) (display "two"))      ; prints one two
(apply + (map wait (map (lambda (n) (spawn (lambda () (sleep n) n))) '(3 1 2))))        ; => 6
(wait 99999)                            ; error: wait: no process has the pid 99999
(wait 'x)                               ; error: wait: expected a pid (an exact integer), got x
(sleep 'x)                              ; error: sleep: expected a number of seconds, got x
(sleep -1)                              ; error: sleep: expected a number of seconds from 0, got -1.0
(spawn 5)                               ; error: spawn: expected a procedure, got 5
(guard (e (#t (error-object? e))) (wait (self)))        ; => #t
