; Starts under one name from several processes, of which one wins each time; names that are free
; again, taken over, given and taken away.
(import (scheme base) (scheme write) (perdure process) (perdure base) (python world))

; Of several copies of this program each has names of its own.
(define me (number->string (self)))
(define (mine name) (string-append name "-" me))

(define started '())
(define (serve round)
  (set! started (cons round started))
  (note "serve" round)
  (display round) (newline)
  (list 'served round (receive)))

; Five start it, and all have the same pid.
(define first #f)
(define pids '())
(define (start-by-many round)
  (set! pids '())
  (define (start n)
    (define (server) (serve round))
    (if (> n 0) (wait first))
    (set! pids (cons (spawn-unique (mine "server") server) pids))
    'started)
  (define (starter n)
    (spawn (lambda () (start n)) (string-append "starter-" (number->string (+ n (* 10 round))))))
  (set! first (starter 0))
  (define ends (map wait (cons first (map starter '(1 2 3 4)))))
  (define server (whereis (mine "server")))
  (define same? (and (= 5 (length pids)) (every (lambda (pid) (= pid server)) pids)))
  (send! server 'end)
  (let ((result (wait server)))
    (list same? result (whereis (mine "server")))))
(define rounds (map start-by-many '(1 2 3)))

; What has ended keeps its name where that is wanted.
(define (first-time) (note "once" 1) 'done-once)
(define (again) (note "again" 2) 'twice)
(define once (spawn-unique (mine "once") first-time))
(wait once)
(define once-more
  (map (lambda (n) (wait (spawn-unique (mine "once") again 'existing 'never)))
       '(2 3)))

; Each is replaced by the next; the last is there.
(define (stand n) (receive) n)
(define (replace n)
  (let ((before (whereis (mine "stand"))))
    (define (standing) (stand n))
    (spawn-unique (mine "stand") standing 'replace)
    (sleep 1/1000)
    (and before (process-state before))))
(define replaced
  (map (lambda (n)
         (wait (spawn (lambda () (replace n)) (string-append "replacer-" (number->string n)))))
       '(1 2 3 4)))
(define last-one (whereis (mine "stand")))
(register! (mine "other") last-one)
(unregister! (mine "stand"))
(define found (list (whereis (mine "stand")) (= last-one (whereis (mine "other")))))
(send! last-one 'end)

(list rounds (reverse started) once-more replaced found (wait last-one) (whereis (mine "other")))

; => (((#t (served 1 end) #f) (#t (served 2 end) #f) (#t (served 3 end) #f)) (1 2 3) (done-once done-once) (#f cancelled cancelled cancelled) (#f #t) 4 #f)
