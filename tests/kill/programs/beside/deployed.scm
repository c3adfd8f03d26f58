; What tests/kill/deployment.py deploys, twice: with a PRICE of 10 and of 15.

; library:
(define-library (renting)
  (import (scheme base) (perdure process) (perdure versions) (python world))
  (export rent rent-by-child keep-shop sell)
  (begin
    (define (price days) (* PRICE days))
    (define (rent what days)
      (note "lent" days)
      (await-external what)
      (note what (price days))
      (list (program-version) (price days)))
    (define (rent-by-child what days)
      (await-external "family begins")
      (wait (spawn (lambda () (rent what days)) what)))
    (define (keep-shop day sold)
      (await-external (string-append "day " (number->string day)))
      (if (= day 4)
          (reverse sold)
          (call-newest 'sell day sold)))
    (define (sell day sold)
      (note "sold" (price day))
      (keep-shop (+ day 1) (cons (list (program-version) (price day)) sold)))))
; shop:
(import (renting))
