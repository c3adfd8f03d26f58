; Long slices that are run apart: what they share is changed as a whole, or not at all.
(import (scheme base) (scheme write) (perdure process) (perdure base) (python world))

(define (name word n) (string-append word (number->string n)))
(define (spin n) (if (> n 0) (spin (- n 1))))

(define total 0)
(define accounts (list->vector (map (lambda (i) (vector 100)) '(0 1 2 3 4 5))))

(define (change! i by)
  (let ((account (vector-ref accounts i)))
    (vector-set! account 0 (+ (vector-ref account 0) by))))

(define (sum)
  (let loop ((i 0) (found 0))
    (if (= i 6)
        found
        (begin (spin 8000) (loop (+ i 1) (+ found (vector-ref (vector-ref accounts i) 0)))))))

; Nobody may see the moment between the two changes, which takes some 15 ms.
(define (worker n)
  (lambda ()
    (do ((i 0 (+ i 1))) ((= i 4))
      (change! (modulo (+ n i) 6) (- -1 n))
      (spin 150000)
      (change! (modulo (+ n i 1) 6) (+ 1 n))
      (set! total (+ total 1))
      (display i)
      (if (odd? i) (note "moved" (+ (* 10 n) i)) (sleep 1/1000)))
    'moved))

(define (auditor)
  (let loop ((i 0) (sums '()))
    (if (= i 4)
        sums
        (let ((found (sum)))
          (sleep 1/1000)
          (loop (+ i 1) (cons found sums))))))

(define workers (map (lambda (n) (spawn (worker n) (name "worker-" n))) '(0 1 2)))
(define sums (wait (spawn auditor)))
(define once 0)
(define (count-once) (set! once (+ once 1)) (spin 150000) once)

(list (map wait workers) sums total
      (serializable (lambda () (list (atomic count-once) (sum)))) once)

; => ((moved moved moved) (600 600 600 600) 12 (1 600) 1)
