; Several things at once that are joined again: parallel calls, races, futures, latches, barriers, a
; rate limiter, and what is completed from outside.
(import (scheme base) (scheme write) (perdure process) (perdure base) (perdure parallel) (perdure locks)
        (python world))

(define mapped
  (parallel-map (lambda (i) (sleep (/ i 1000)) (if (= i 2) (note "mapped" i) (* i i))) '(3 1 2 4)))
(define limited (parallel-map (lambda (i) (sleep (/ i 1000)) (* i i)) '(3 1 2 4) 2))
(define seen 0)
(parallel-for-each (lambda (i) (sleep 1/1000) (set! seen (+ seen i))) '(1 2 3) 2)

(define quick (race (lambda () (sleep 100000) 'slow) (lambda () (sleep 1/500) 'quick)))
(define failed
  (guard (e (#t (error-object-message e)))
    (race (lambda () (receive)) (lambda () (sleep 1/500) (error "it broke")))))
(define settled
  (all-settled (lambda () (note "settled" 1)) (lambda () (sleep 1/500) (error "never"))))

(define later (future (lambda () (sleep 1/500) (note "later" 2))))
(define opened (make-latch 3))
(define counting
  (map (lambda (i) (spawn (lambda () (sleep (/ i 1000)) (latch-count-down! opened) i) "counts"))
       '(1 2 3)))
(latch-wait opened)

; Each comes through together, three times: of those the last is told that it is.
(define meet (make-barrier 3))
(define lasts 0)
(define (meeting)
  (do ((i 0 (+ i 1))) ((= i 3) 'met)
    (if (barrier-wait! meet) (set! lasts (+ lasts 1)))))
(display "meeting") (newline)
(define met (map wait (map (lambda (i) (spawn meeting "meets")) '(1 2 3))))

; Two turns in any such time, so the last of five is no sooner than twice that after the first.
(define limiter (make-rate-limiter 2 1/50))
(define turns
  (map wait (map (lambda (i) (spawn (lambda () (rate-limiter-wait! limiter)) "turn")) '(1 2 3 4 5))))

(define approval (string-append "approval-" (number->string (self))))
(define asking (map (lambda (i) (spawn (lambda () (await-external approval)) "asks")) '(1 2)))
(sleep 1/500)
(complete-external! approval 'granted)
(define again (guard (e (#t 'once)) (complete-external! approval 'twice)))

(list mapped limited seen quick failed (outcome-value (car settled)) (map success? settled)
      (future-value later) (map wait counting) (latch-count opened) met lasts turns
      (map wait asking) again (await-external approval))

; => ((9 1 "mapped 2" 16) (9 1 4 16) 6 quick "it broke" "settled 1" (#t #f) "later 2" (1 2 3) 0 (met met met) 3 (#t #t #t #t #t) (granted granted) once granted)
