; Closures that keep and change a variable: accounts that answer messages.
(import (scheme base))

(define (make-account balance)
  (define (deposit! amount)
    (set! balance (+ balance amount))
    balance)
  (define (withdraw! amount)
    (if (> amount balance)
        #f
        (deposit! (- amount))))
  (lambda (message amount)
    (case message
      ((deposit) (deposit! amount))
      ((withdraw) (withdraw! amount))
      ((balance) balance)
      (else (error "unknown message" message)))))

(define (main n)
  (let ((a (make-account 100)) (b (make-account 0)))
    (let loop ((i 0) (refused 0))
      (if (= i n)
          (+ (* 1000 refused) (a 'balance 0) (b 'balance 0))
          (let* ((amount (modulo (* i 7) 60))
                 (taken? (a 'withdraw amount)))
            (if taken?
                (b 'deposit amount)
                (a 'deposit 200))
            (loop (+ i 1) (if taken? refused (+ refused 1))))))))
