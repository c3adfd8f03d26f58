; Many sleepers, each with a rhythm of its own.
(import (scheme base) (scheme write) (perdure process) (perdure base) (python world))

(define (ticker n)
  (lambda ()
    (let loop ((i 0) (ticks '()))
      (cond ((< i 8)
             (sleep (/ (+ 1 (modulo (* n 7) 13)) 300))
             (display n) (display ":") (display i) (display " ")
             (loop (+ i 1) (cons (* n i) ticks)))
            (else (apply + ticks))))))

(define tickers
  (map (lambda (n) (spawn (ticker n) (string-append "ticker-" (number->string n)))) (iota 25)))

; Messages that never come in time, and messages that come long before it.
(define (receiver count seconds)
  (lambda ()
    (let loop ((i 0) (got '()))
      (if (= i count)
          (reverse got)
          (loop (+ i 1) (cons (receive seconds 'late) got))))))
(define lonely (spawn (receiver 6 1/100) "lonely"))
(define patient (spawn (receiver 6 100000) "patient"))
(define poker
  (spawn (lambda ()
           (do ((i 0 (+ i 1))) ((= i 6))
             (sleep 1/60)
             (send! patient i)
             (note "poked" i)))
         "poker"))

; Many that are due together, and count how many of them have woken.
(define woken 0)
(define together
  (map (lambda (n)
         (spawn (lambda () (sleep 1/20) (set! woken (+ woken 1)) n)
                (string-append "together-" (number->string n))))
       (iota 60)))

(define sums (map wait tickers))
(list (apply + sums) (wait lonely) (wait patient) (apply + (map wait together)) woken)

; => (8400 (late late late late late late) (0 1 2 3 4 5) 1770 60)
