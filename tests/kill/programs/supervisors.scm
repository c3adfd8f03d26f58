; Supervisors under a supervisor, whose children fail some times, are started again, added, stopped;
; all of it in its order.
(import (scheme base) (scheme write) (perdure process) (perdure base) (perdure mailbox)
        (perdure supervisor) (python world))

; How often each was started, and what was stopped, the last first.
(define starts '())
(define stopped '())
(define (count-start! id)
  (let ((found (assq id starts)))
    (set! starts (cons (cons id (+ 1 (if found (cdr found) 0)))
                       (remove (lambda (each) (eq? each found)) starts)))
    (cdr (assq id starts))))

; A child that fails until its so many-th start, in different ways.
(define main (self))
(define (work id times)
  (let ((n (count-start! id)))
    (if (= 0 (modulo n 2)) (note "start" (list id n)))
    (cond ((< n times) (sleep 1/1000) (if (odd? n) (raise 'failed) (kill! (self))))
          (else (send! main (list id 'works n)) (stay id)))))
(define (stay id)
  (guard (e (#t (set! stopped (cons id stopped)) (raise e)))
    (receive)))
(define (kid id times . options)
  (apply child id (lambda () (work id times)) options))

; It is stopped and started with two, whatever it has come to by then.
(define (stay-three) (send! main '(three stays)) (stay 'three))
(define (inner)
  (run-supervisor 'rest-for-one (list (kid 'one 1) (kid 'two 3) (child 'three stay-three 'grace 3))
                  'intensity 5 'within 1000))
(define top
  (spawn (lambda ()
           (run-supervisor 'one-for-one
                           (list (child 'inner inner) (kid 'four 2 'restart 'transient)
                                 (kid 'five 1 'restart 'temporary))
                           'intensity 5 'within 1000 'delay 1/1000))
         "top"))

; Until all work as often as they were started.
(define (wait-for id n)
  (receive-case ((which 'works times) (where (and (eq? id which) (= n times))) #t)))
(for-each wait-for '(one two four five) '(1 3 2 1))
(define six (start-child! top (kid 'six 2)))
(wait-for 'six 2)
(stop-child! top 'five)
(define listed (map (lambda (each) (list (car each) (list-ref each 2))) (which-children top)))
(define three (list-ref (list-ref (which-children (cadr (car (which-children top)))) 2) 1))
(let wait-for-three ()
  (if (not (eq? 'waiting (process-state three)))
      (begin (sleep 1/1000) (wait-for-three))))
(define before (list-sort (lambda (a b) (string<? (symbol->string (car a)) (symbol->string (car b))))
                          starts))
(set! stopped '())
(stop-supervisor! top)
(display (reverse stopped)) (newline)
(list listed before (reverse stopped) (wait top))

; => (((inner running) (four running) (six running)) ((five . 1) (four . 2) (one . 1) (six . 2) (two . 3)) (six four three two one) stopped)
