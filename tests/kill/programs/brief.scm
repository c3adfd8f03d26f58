; A little of everything, in few commits: for kills at each of them.
(import (scheme base) (scheme write) (perdure process) (perdure base) (python world))

(define (say . items) (for-each display items) (newline))

(define parent (self))
(define child
  (spawn (lambda ()
           (let ((word (receive)))
             (say "got " word)
             (send! parent (string-append word "!"))
             (sleep 1/1000)
             (error "the child broke" word)))
         "child"))

(define (label n)
  (guard (e ((eq? (condition-kind e) 'effect-interrupted)
             (wait (spawn (lambda () (look-up-label n))
                          (string-append "recovery-" (number->string n))))))
    (print-label n)))

(define next #f)
(define (numbers)
  (define return #f)
  (define (yield! n) (call/cc (lambda (k) (set! next (lambda () (k #f))) (return n))))
  (set! next (lambda () (yield! 1) (sleep 1/1000) (yield! (string-length (note "two" 2))) (return 'end)))
  (lambda () (call/cc (lambda (k) (set! return k) (next)))))

(define results '())
(define (keep! result) (say result) (set! results (cons result results)))

(send! child "hello")
(keep! (receive))
(let ((generate (numbers)))
  (keep! (generate)) (keep! (generate)) (keep! (generate)))
(keep! (dynamic-wind (lambda () (say "in") (yield))
                     (lambda () (label 7))
                     (lambda () (note "out" 0))))
(keep! (guard (e (#t (error-object-message e))) (refuse "no")))
(keep! (ship '(1 2)))
(keep! (let deep ((n 250)) (if (= n 0) (begin (sleep 1/1000) 0) (+ 1 (deep (- n 1))))))
(keep! (guard (e (#t (error-object-message e))) (wait child)))
(reverse results)

; => ("hello!" 1 5 end "label 7" "refuse: ValueError: no" "parcel of 2" 250 "the child broke")
