; A ring, a server with clients, and many senders: messages are delivered once, in
; the order in which each sender sent them.
(import (scheme base) (scheme write) (perdure process) (perdure base) (python world))

(define (name word n) (string-append word (number->string n)))

; A token goes around a ring.
(define (member n)
  (let ((next (receive)))
    (let loop ((hops '()))
      (let ((token (receive)))
        (cond ((eq? token 'stop) (send! next 'stop) (reverse hops))
              (else
               (display token) (newline)
               (when (= 0 (modulo token 3)) (note "hop" token))
               (send! next (+ token 1))
               (loop (cons token hops))))))))

(define members
  (map (lambda (n) (spawn (lambda () (member n)) (name "member-" n))) (iota 4)))

(define (drain last)
  (let loop ()
    (let ((token (receive)))
      (cond ((>= token last) (send! (car members) 'stop) (receive))
            (else (send! (car members) (+ token 1)) (loop))))))

(for-each (lambda (here next) (send! here next))
          members (append (cdr members) (list (self))))
(send! (car members) 0)
(define ended (drain 44))

; A server, whose state is in the arguments of its loop.
(define server
  (spawn (lambda ()
           (let loop ((total 0) (served 0))
             (let ((request (receive)))
               (cond ((eq? request 'total) (list total served))
                     (else
                      (sleep 1/1000)
                      (send! (car request) (+ total (cdr request)))
                      (loop (+ total (cdr request)) (+ served 1)))))))
         "server"))
(define (client n)
  (lambda ()
    (let loop ((i 0) (seen 0))
      (if (= i 8)
          (list n (> seen 0))
          (begin
            (send! server (cons (self) n))
            (let ((answer (receive)))
              (if (> answer seen) (loop (+ i 1) answer) (error "the total fell" seen answer))))))))
(define clients (map wait (map (lambda (n) (spawn (client n) (name "client-" n))) '(1 10 100))))
(send! server 'total)
(define served (wait server))

; Senders that do not wait for each other; and receivers that do not wait for long.
(define parent (self))
(define (sender n)
  (lambda ()
    (do ((i 0 (+ i 1))) ((= i 6) 'sent)
      (send! parent (list n i))
      (if (odd? i) (sleep 1/500) (yield)))))
(define senders (map (lambda (n) (spawn (sender n) (name "sender-" n))) (iota 5)))
(define received (let loop ((left 30)) (if (= left 0) '() (cons (receive) (loop (- left 1))))))
(define in-order
  (map (lambda (n) (map cadr (filter (lambda (message) (= n (car message))) received)))
       (iota 5)))
(define nothing
  (list (receive 1/200 'nothing)
        (guard (e (#t (condition-kind e))) (receive 1/200))))

(list ended clients served in-order nothing (map length (map wait members)))

; => (stop ((1 #t) (10 #t) (100 #t)) (888 24) ((0 1 2 3 4 5) (0 1 2 3 4 5) (0 1 2 3 4 5) (0 1 2 3 4 5) (0 1 2 3 4 5)) (nothing timeout) (9 9 9 9))
