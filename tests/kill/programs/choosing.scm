; Messages that are chosen out of their order, and requests with replies, some of which come too late.
(import (scheme base) (scheme write) (perdure process) (perdure base) (perdure mailbox)
        (python world))

; A server that takes urgent requests first, and counts what it has served.
(define (serve served)
  (receive-case
    (('urgent (? request? r)) (answer r served))
    ((? request? r) (where (not (eq? 'slow (request-value r)))) (answer r served))
    ((? request? r) (sleep 1/20) (reply! r 'too-late) (serve (+ served 1)))
    ('end served)))
(define (answer r served)
  (let ((n (request-value r)))
    (reply! r (* n n))
    (serve (+ served 1))))
(define server (spawn (lambda () (serve 0)) "server"))

(define (ask-some first)
  (let loop ((i 0) (answers '()))
    (if (< i 4)
        (let ((answer (request server (+ first i))))
          (if (= i 2) (note "answer" answer))
          (loop (+ i 1) (cons answer answers)))
        (list (reverse answers) (receive 0 'nothing-left)))))
(define clients
  (map (lambda (n)
         (spawn (lambda () (ask-some (* 10 n))) (string-append "client-" (number->string n))))
       '(1 2 3)))
(define answers (map wait clients))

; One that does not wait for long; the reply comes when nobody waits for it.
(define (hasty)
  (let ((reply (request server 'slow 1/100 'gave-up)))
    (sleep 1/10)
    (list reply (receive 0 'nothing))))
(define hurried (wait (spawn hasty "hasty")))

; A pile that is taken from by kind, with more put on it meanwhile.
(define (sorter)
  (let loop ((i 0) (taken '()))
    (if (= i 12)
        (reverse taken)
        (loop (+ i 1)
              (cons (receive-if (lambda (m) (eq? (cdr m) (vector-ref #(red green blue) (modulo i 3)))))
                    taken)))))
(define sorting (spawn sorter "sorter"))
(define putter
  (spawn (lambda ()
           (for-each (lambda (n)
                       (send! sorting (cons n (vector-ref #(blue green red) (quotient n 4))))
                       (if (= 2 (modulo n 5)) (sleep 1/1000)))
                     (iota 12)))
         "putter"))
(wait putter)
(define sorted (map car (wait sorting)))

; One that ends before it replies.
(define silent (spawn (lambda () (receive-case ((? request? r) (sleep 1/500) 'ended))) "silent"))
(define asked (guard (e (#t (condition-kind e))) (request silent 1)))

(send! server 'end)
(display (wait server)) (newline)
(list answers hurried sorted asked (wait server))

; => ((((100 121 144 169) nothing-left) ((400 441 484 529) nothing-left) ((900 961 1024 1089) nothing-left)) (gave-up nothing) (8 4 0 9 5 1 10 6 2 11 7 3) ended 13)
