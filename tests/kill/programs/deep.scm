; Recursion far deeper than Python's, with waits on the way down and on the way back.
(import (scheme base) (scheme write) (perdure process) (perdure base) (python world))

(define (count n)
  (cond ((= n 0) (note "bottom" n) 0)
        ((= 0 (modulo n 500))
         (sleep 1/1000)
         (display n) (display " ")
         (let ((below (count (- n 1))))
           (sleep 1/1000)
           (display below) (display " ")
           (+ 1 below)))
        (else (+ 1 (count (- n 1))))))

(define (build n)
  (if (= n 0)
      '()
      (let ((rest (build (- n 1))))
        (if (= 0 (modulo n 200)) (cons (string-length (note "built" n)) rest) (cons n rest)))))

(define (is-even n) (if (= n 0) (begin (sleep 1/1000) #t) (not (is-odd (- n 1)))))
(define (is-odd n) (if (= n 0) (begin (sleep 1/1000) #f) (not (is-even (- n 1)))))

; Leaves a deep stack at once, from a wait at its bottom, again and again.
(define (escape rounds)
  (if (= rounds 0)
      'out
      (begin
        (call/cc (lambda (k)
          (let down ((n 1500))
            (if (= n 0) (begin (sleep 1/1000) (k rounds)) (+ 1 (down (- n 1)))))))
        (escape (- rounds 1)))))

(define (fail-deep n)
  (if (= n 0) (begin (sleep 1/1000) (error "the bottom" n)) (+ 1 (fail-deep (- n 1)))))

(list (count 4000)
      (length (build 2000))
      (is-even 2000)
      (escape 6)
      (guard (e (#t (sleep 1/1000) (error-object-message e))) (fail-deep 1500)))

; => (4000 2000 #t out "the bottom")
