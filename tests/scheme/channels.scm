; in an image: (perdure channels); each form runs as a process of its own.

(import (scheme base) (perdure base) (perdure process) (perdure channels))

; Values come out in the order in which they were put.
(define any (make-channel))
(channel-put! any 'a)
(channel-put! any 'b)
any                                     ; => #<channel 2 values>
(channel-length any)                    ; => 2
(list (channel-take! any) (channel-take! any))          ; => (a b)
any                                     ; => #<channel>
(channel-take! any 5 'none)             ; => none
(channel-take! any 0 'at-once)          ; => at-once
(channel-take! any 1)                   ; error: channel-take!: nobody put a value in time
(guard (e (#t (condition-kind e))) (channel-take! any 0))       ; => timeout
(channel-capacity any)                  ; => #f
; Who has waited longest is served first.
(let* ((got '())
       (taker (lambda (name) (lambda () (let ((v (channel-take! any))) (set! got (cons (list name v) got))))))
       (pids (map (lambda (name) (let ((pid (spawn (taker name)))) (sleep 1) pid)) '(x y z))))
  (yield)
  (for-each (lambda (v) (channel-put! any v)) '(1 2 3))
  (for-each wait pids)
  (reverse got))                        ; => ((x 1) (y 2) (z 3))
; A channel is an object like any other: it goes through a channel.
(let ((inner (make-channel))) (channel-put! any inner) (channel-put! inner 'within) (channel-take! (channel-take! any)))        ; => within

; A bounded one has those wait who put too much.
(define two (make-channel 2))
(define log '())
(define putter (spawn (lambda () (for-each (lambda (v) (channel-put! two v) (set! log (cons v log))) '(1 2 3 4)) 'put)))
(begin (sleep 1) log)                   ; => (2 1)
two                                     ; => #<channel 2 values, 1 waiting>
(channel-take! two)                     ; => 1
(begin (sleep 1) log)                   ; => (3 2 1)
(list (channel-take! two) (channel-take! two) (channel-take! two))      ; => (2 3 4)
(wait putter)                           ; => put
(begin (channel-put! two 1) (channel-put! two 2) (channel-put! two 3 1 'full))  ; => full
(channel-put! two 3 1)                  ; error: channel-put!: nobody took a value in time
(channel-put! two 3 0 'full)            ; => full
(list (channel-take! two) (channel-take! two) (channel-take! two 0 'no-more))   ; => (1 2 no-more)

; With no room at all a value is handed from one to the other.
(define hand (make-channel 0))
(channel-put! hand 1 0 'nobody-takes)   ; => nobody-takes
(let ((taker (spawn (lambda () (channel-take! hand))))) (sleep 1) (channel-put! hand 'here 0 'nobody) (wait taker))     ; => here
(let ((putter (spawn (lambda () (channel-put! hand 'there) 'was-put)))) (let ((v (channel-take! hand))) (list v (wait putter))))        ; => (there was-put)

; Closed: what is in it can be taken, then there is an end.
(define ending (make-channel))
(channel-put! ending 'last)
(channel-close! ending)
(channel-close! ending)
(channel-closed? ending)                ; => #t
ending                                  ; => #<channel closed, 1 value>
(list (channel-take! ending) (channel-take! ending) (eof-object? (channel-take! ending)))       ; => (last #<eof> #t)
(channel-put! ending 'more)             ; error: channel-put!: the channel is closed
(guard (e (#t (condition-kind e))) (channel-put! ending 'more)) ; => closed
(let* ((c (make-channel)) (p (spawn (lambda () (channel-take! c))))) (sleep 1) (channel-close! c) (eof-object? (wait p)))       ; => #t
(let* ((c (make-channel 0)) (p (spawn (lambda () (guard (e (#t (condition-kind e))) (channel-put! c 1)))))) (sleep 1) (channel-close! c) (wait p))      ; => closed
(let ((c (make-channel)) (sum 0))
  (spawn (lambda () (for-each (lambda (i) (sleep 1) (channel-put! c i)) '(1 2 3)) (channel-close! c)))
  (channel-for-each (lambda (v) (set! sum (+ sum v))) c)
  sum)                                  ; => 6
(let* ((c (make-channel)) (next (channel->generator c))) (channel-put! c 'x) (channel-close! c) (list (next) (eof-object? (next))))     ; => (x #t)

; Within atomic, what need not wait is done; what would have to is an error.
(atomic (lambda () (channel-put! any 1) (channel-put! any 2) (list (channel-take! any) (channel-length any))))  ; => (1 1)
(channel-take! any)                     ; => 2
(atomic (lambda () (channel-take! any)))        ; error: atomic: channel-take! would end the transaction of (atomic ...); wait before or after it
(atomic (lambda () (channel-take! any 0 'none)))        ; => none
(serializable (lambda () (channel-put! any 5) (channel-take! any)))     ; => 5

; The first of several things.
(select ((on-take any) => list) ((on-time 1) 'late))    ; => late
(begin (channel-put! any 7) (select ((on-take any) => list) ((on-time 1) 'late)))       ; => (7)
(begin (channel-put! any 7) (select ((on-take any))))   ; => 7
(select ((on-take any) 'some) (else 'none 'at-all))     ; => at-all
(begin (channel-put! two 1) (channel-put! any 2) (select ((on-take any) => (lambda (v) (list 'any v))) ((on-take two) => (lambda (v) (list 'two v)))))  ; => (any 2)
(channel-length two)                    ; => 1
(select ((on-put two 'x) 'put) (else 'full))    ; => put
(select ((on-put two 'x) 'put) (else 'full))    ; => full
(list (channel-take! two) (channel-take! two))  ; => (1 x)
(begin (send! (self) 'hello) (select ((on-take any) => list) ((on-message) => (lambda (m) (list 'got m)))))     ; => (got hello)
(select ((on-end (spawn (lambda () (sleep 1) 'ended)))) ((on-time 5) 'late))    ; => ended
(select ((on-end (spawn (lambda () (sleep 1) (car '()))))) ((on-time 5) 'late)) ; error: car: expected a pair, got ()
(let ((p (spawn (lambda () (sleep 1) (complete-external! "door" 'open))))) (select ((on-external "door")) ((on-time 5) 'late)))        ; => open
; The clauses are in the tail position, and nothing of those that lost is left.
any                                     ; => #<channel>
(let loop ((i 0)) (if (< i 1000) (begin (channel-put! any i) (select ((on-take any) => (lambda (v) (loop (+ v 1)))))) i))      ; => 1000
; A process that puts and takes at one channel does not meet itself, but others like it.
(define (meet name) (lambda () (select ((on-take hand) => (lambda (v) (list name 'took v))) ((on-put hand name) (list name 'put)) ((on-time 5) 'nobody))))
(wait (spawn (meet 'a)))                ; => nobody
(let* ((a (spawn (meet 'a))) (b (begin (sleep 1) (spawn (meet 'b))))) (list (wait a) (wait b)))   ; => ((a put) (b took a))
; Operations are values.
; The closing of a channel.
(define watched (make-channel))
(select ((on-close watched) 'closed) (else 'open))      ; => open
(define watcher (spawn (lambda () (select ((on-close watched) 'closed) ((on-time 1000) 'late)))))
(channel-put! watched 1)
(sleep 1)
(process-state watcher)                 ; => waiting
(channel-close! watched)
(wait watcher)                          ; => closed
(select ((on-close watched) 'closed) (else 'open))      ; => closed
(on-close 5)                            ; error: on-close: expected a channel, got 5
(define operations (list (on-take any) (on-put two 'y)))
operations                              ; => (#<operation on-take> #<operation on-put>)
(call-with-values (lambda () (select-among operations)) (lambda (which value) (eq? which (cadr operations))))  ; => #t
(channel-take! two)                     ; => y
(select-among (list (on-take any)) (lambda () 'nothing))        ; => nothing
(atomic (lambda () (select ((on-take any) 'some) (else 'none))))        ; => none
(atomic (lambda () (channel-put! any 3) (select ((on-take any)) ((on-time 5) 'late))))  ; => 3
(atomic (lambda () (select ((on-take any)))))   ; error: atomic: select would end the transaction of (atomic ...); wait before or after it

; Wrong arguments are told of.
(make-channel -1)                       ; error: make-channel: expected an exact integer from 0, got -1
(make-channel 'x)                       ; error: make-channel: expected an exact integer, got x
(channel-take! 5)                       ; error: channel-take!: expected a channel, got 5
(channel-put! 'x 1)                     ; error: channel-put!: expected a channel, got x
(channel-take! any 'soon)               ; error: channel-take!: expected a number of seconds, got soon
(on-take 5)                             ; error: on-take: expected a channel, got 5
(on-end 99999)                          ; error: on-end: no process has the pid 99999
(guard (e (#t (error-object? e))) (on-end (self)))      ; => #t
(on-call car)                           ; error: on-call: expected a function that the application provides, got #<procedure car>
(select (5 'x))                         ; error: select: expected an operation, got 5
(channel-for-each 5 any)                ; error: channel-for-each: expected a procedure, got 5
