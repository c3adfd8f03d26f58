; Fulfilling orders that come in over HTTP, one process each; see app.py.
;
; An order may wait a week for a person to approve it, and as long for its payment. It waits
; in the image. The server is killed, or replaced by a new one, without anybody noticing
; here: no state machine, no table of states, no job queue.
;
; A library, so that orders under way go on with the definitions with which they began when
; this file is changed: they keep the library as it was, and new orders have the new one.

(define-library (fulfilling)
  (import (scheme base) (only (srfi 1) last) (perdure process) (perdure requests)
          (perdure retry)
          (parts)                   ; of examples/orders: orders, asking, steps
          (python shop)             ; of examples/orders: reserve-stock, ship-parcel, ...
          (python payments))        ; request-payment
  (export take-order)
  (begin

    (define a-week (* 7 24 60 60))

    (define (dear? order) (> (cents order) 50000))

    ; Whoever looks at the order is told for whom it waits.

    (define (say stage) (progress! 0 #f stage))

    ; A person decides: the message is (approved NAME) or (refused NAME), as strings.

    (define (have-approved! order)
      (say "waiting for approval")
      (let ((decision (receive a-week '("refused" "nobody"))))
        (say "in progress")
        (unless (equal? (car decision) "approved")
          (refuse (string-append "refused by " (cadr decision))))))

    ; The payment company is asked for the money, and calls the webhook when it has it, or knows
    ; that it will not get it. It may well call before we wait.

    (define (have-paid! order)
      (ask request-payment (order-id order) (order-card order) (cents order))
      (say "waiting for payment")
      (let ((answer (await-external (string-append "payment/" (order-id order))
                                    a-week "no payment")))
        (say "in progress")
        (unless (equal? answer "paid") (refuse answer))))

    ; A parcel that is mislaid is packed once more.

    (define (have-packed! order)
      (define (pack)
        (let ((state (ask pack-parcel (order-id order))))
          (if (string=? state "mislaid") (raise 'mislaid) state)))
      (define (mislaid? problem) (eq? problem 'mislaid))
      (when (string=? (retry pack 'attempts +inf.0 'delay 0 'if mislaid?) "damaged")
        (refuse "damaged in packing")))

    (define (fulfil! order)
      (let ((id (order-id order)))
        (apply saga
               (append
                (reserve-lines order reserve-stock release-stock)
                (list (final-step (lambda () (when (dear? order) (have-approved! order))))
                      (step (lambda () (have-paid! order))
                            (lambda (paid) (insist refund-card id (cents order))))
                      (final-step (lambda () (have-packed! order)))
                      (final-step (lambda () (ask ship-parcel id (order-city order)))))))))

    ; What an order's process runs. Its result is what became of the order.

    (define (take-order id card city lines)
      (guard (problem ((refusal? problem) (refusal-cause problem)))
        (last (fulfil! (make-order id card city lines)))))))
