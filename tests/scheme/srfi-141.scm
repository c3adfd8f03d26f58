; SRFI 141: integer division.

(import (srfi 141))

(define numbers '(-13 -12 -7 -6 -5 -1 0 1 5 6 7 12 13))
(define divisors '(-6 -5 -4 -3 -2 -1 1 2 3 4 5 6))
(define (every-pair ok?)
  (every (lambda (n) (every (lambda (d) (ok? n d)) divisors)) numbers))
; What holds of all: n = dq + r, and |r| < |d|; and the three procedures of a family agree.
(define (family? both quotient remainder ok?)
  (every-pair
   (lambda (n d)
     (call-with-values
       (lambda () (both n d))
       (lambda (q r)
         (and (= n (+ (* d q) r)) (< (abs r) (abs d)) (exact-integer? q)
              (eqv? q (quotient n d)) (eqv? r (remainder n d)) (ok? n d q r)))))))
(family? floor/ floor-quotient floor-remainder (lambda (n d q r) (= q (floor (/ n d)))))        ; => #t
(family? ceiling/ ceiling-quotient ceiling-remainder (lambda (n d q r) (= q (ceiling (/ n d)))))        ; => #t
(family? truncate/ truncate-quotient truncate-remainder (lambda (n d q r) (= q (truncate (/ n d)))))    ; => #t
(family? round/ round-quotient round-remainder (lambda (n d q r) (= q (round (/ n d)))))        ; => #t
(family? euclidean/ euclidean-quotient euclidean-remainder (lambda (n d q r) (<= 0 r)))         ; => #t
(family? balanced/ balanced-quotient balanced-remainder
  (lambda (n d q r) (and (<= (- (abs (/ d 2))) r) (< r (abs (/ d 2))))))                        ; => #t

(call-with-values (lambda () (floor/ -7 2)) list)       ; => (-4 1)
(call-with-values (lambda () (ceiling/ -7 2)) list)     ; => (-3 -1)
(call-with-values (lambda () (truncate/ -7 2)) list)    ; => (-3 -1)
(map (lambda (n) (round-quotient n 2)) '(-5 -3 -1 1 3 5))       ; => (-2 -2 0 0 2 2)
(map (lambda (n) (round-remainder n 2)) '(-5 -3 -1 1 3 5))      ; => (-1 1 -1 1 -1 1)
(map (lambda (n) (euclidean-quotient n -3)) '(-4 -3 0 3 4))     ; => (2 1 0 -1 -1)
(map (lambda (n) (balanced-remainder n 4)) '(-3 -2 -1 0 1 2 3)) ; => (1 -2 -1 0 1 -2 -1)
(map (lambda (n) (balanced-remainder n -4)) '(1 2))     ; => (1 -2)
; Large ones, exact and inexact: one inexact operand makes both results so.
(let ((n (expt 10 40))) (= n (+ (* 7 (round-quotient n 7)) (round-remainder n 7))))     ; => #t
(call-with-values (lambda () (euclidean/ -7.0 2)) list) ; => (-4.0 1.0)
(call-with-values (lambda () (balanced/ 7 4.0)) list)   ; => (2.0 -1.0)
(= (round-quotient 1e20 4) 25e18)                       ; => #t
(exact-integer? (ceiling-quotient 7 2))                 ; => #t

(round/ 1 0)                            ; error: round/: division by zero
(euclidean-quotient 1 0)                ; error: euclidean-quotient: division by zero
(balanced-remainder 1.5 1)              ; error: balanced-remainder: expected an integer, got 1.5
(ceiling/ 1 'a)                         ; error: ceiling/: expected an integer, got a
(balanced/ 1 +inf.0)                    ; error: balanced/: expected an integer, got +inf.0
(ceiling/ 1)                            ; error: ceiling/: expected 2 arguments, got 1
