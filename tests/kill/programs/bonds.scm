; Processes that are watched, linked, and end in different ways: each end is told once, and ends what
; it is to end.
(import (scheme base) (scheme write) (perdure process) (perdure base) (perdure mailbox)
        (python world))

(define (name word n) (string-append word (number->string n)))

; A worker ends as its number says, after some steps of its own.
(define (work n)
  (sleep (/ (modulo (* 7 n) 5) 1000))
  (if (= 0 (modulo n 3)) (note "work" n))
  (case (modulo n 3)
    ((0) (list 'result n))
    ((1) (raise (list 'thrown n)))
    (else (receive))))
(define workers (map (lambda (n) (spawn (lambda () (work n)) (name "worker-" n))) (iota 6)))

; Each watcher watches them all, and is told of all.
(define (watch-all)
  (for-each monitor workers)
  (let loop ((left (length workers)) (ends '()))
    (if (= left 0)
        (list (sort (map (lambda (end) (list-index-of (car end) workers)) ends) <)
              (length (filter (lambda (end) (eq? 'done (cadr end))) ends))
              (receive 0 'no-more))
        (receive-case
          (#('ended reference pid state value)
           (loop (- left 1) (cons (list pid state) ends)))))))
(define (list-index-of x items)
  (let loop ((i 0) (items items)) (if (eqv? x (car items)) i (loop (+ i 1) (cdr items)))))
(define watchers (map (lambda (n) (spawn watch-all (name "watcher-" n))) (iota 3)))

; A chain of links, which one that fails ends; one of them cleans up, one traps it.
(define main (self))
(define (linked n)
  (if (= n 5) (trap-ends! #t))
  (if (< n 6) (spawn-link (lambda () (linked (+ n 1))) (name "linked-" (+ n 1))))
  (cond ((= n 3) (guard (e (#t (sleep 1/1000) (note "clean" n) (raise e))) (receive)))
        ((= n 5) (receive-case (#('ended 'link pid state value) (send! main (list state value)))))
        ((= n 6) (receive 1/500 'over) (raise 'broken))
        (else (receive))))
(define first-linked (spawn (lambda () (linked 0)) "linked-0"))
(define told (receive))

(sleep 1/50)
(for-each kill! (list (list-ref workers 2) (list-ref workers 5)))
(define seen (map wait watchers))

(cancel! first-linked 100)
(define (end-of pid) (guard (e (#t (if (error-object? e) (condition-kind e) e))) (wait pid)))
(define ends (list (end-of first-linked)))

(display told) (newline)
(list told seen ends)

; => ((failed broken) (((0 1 2 3 4 5) 2 no-more) ((0 1 2 3 4 5) 2 no-more) ((0 1 2 3 4 5) 2 no-more)) (cancelled))
