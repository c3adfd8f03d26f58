; What programs about orders share: the orders, talking to the world outside, and the steps
; that are undone when a later one fails. Used by orders.scm here and by ../web/fulfilling.sld.

(define-library (parts)
  (import (scheme base) (scheme cxr) (only (perdure base) string-contains)
          (perdure process) (perdure retry))
  (export make-order order? order-id order-card order-city order-lines
          sku quantity price sum cents
          refusal? refusal-cause refuse ask insist
          reserve-lines final-step)
  (begin

    ; ---- Orders

    (define-record-type order
      (make-order id card city lines)
      order?
      (id order-id)                 ; a string
      (card order-card)
      (city order-city)
      (lines order-lines))          ; a list of (sku quantity price-in-cents)

    (define (sku line) (car line))
    (define (quantity line) (cadr line))
    (define (price line) (caddr line))

    (define (sum f items) (apply + (map f items)))

    (define (cents order)
      (sum (lambda (line) (* (quantity line) (price line))) (order-lines order)))

    ; ---- The world outside

    ; A service answers in one of three ways: with a receipt, a string; with a refusal, a
    ; vector that says why; or not at all, a ConnectionError in Python, which arrives here as
    ; an error object. A refusal is final. Silence is not: we ask again, after pauses that grow; an
    ; order may well be killed in its sleep.

    (define-record-type refusal (make-refusal cause) refusal? (cause refusal-cause))

    (define (refuse cause) (raise (make-refusal cause)))

    (define (silence? problem)
      (and (error-object? problem)
           (string-contains (error-object-message problem) "ConnectionError")))

    (define (call-of service arguments attempts)
      (let ((answer (guard (problem ((silence? problem) (refuse "no answer")))
                      (retry (lambda () (apply service arguments))
                             'attempts attempts 'delay 1/20 'jitter 0 'if silence?))))
        (if (vector? answer)
            (refuse (vector-ref answer 1))
            answer)))

    (define (ask service . arguments) (call-of service arguments 6))

    ; What must be undone is asked for until there is an answer.
    (define (insist service . arguments) (call-of service arguments +inf.0))

    ; ---- The steps of an order that both programs have

    (define (reserve-lines order reserve release)
      (map (lambda (line)
             (step (lambda () (ask reserve (order-id order) (sku line) (quantity line)))
                   (lambda (reserved)
                     (insist release (order-id order) (sku line) (quantity line)))))
           (order-lines order)))

    ; One that is not undone: nothing was done to the world, or it is the last.
    (define (final-step thunk) (step thunk (lambda (done) #f)))))
