; What programs about orders share: the orders, talking to the world outside, undoing, and
; waiting for a message of a kind. Used by orders.scm here and by ../web/fulfilling.sld.

(define-library (parts)
  (import (scheme base) (scheme cxr) (only (perdure base) string-contains)
          (perdure process))
  (export make-order order? order-id order-card order-city order-lines
          sku quantity price sum cents
          refusal? refusal-cause refuse patience ask
          call-with-undo await)
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
    ; an error object. A refusal is final. Silence is not: we ask again, after pauses that grow.

    (define-record-type refusal (make-refusal cause) refusal? (cause refusal-cause))

    (define (refuse cause) (raise (make-refusal cause)))

    (define (silence? problem)
      (and (error-object? problem)
           (string-contains (error-object-message problem) "ConnectionError")))

    (define patience (make-parameter 6))            ; how often to ask

    (define (ask service . arguments)
      (let again ((attempt 1) (pause 0.05))
        (let ((answer (guard (problem ((silence? problem) #f))
                        (apply service arguments))))
          (cond ((string? answer) answer)
                ((vector? answer) (refuse (vector-ref answer 1)))
                ((< attempt (patience))
                 (sleep pause)                      ; an order may well be killed in its sleep
                 (again (+ attempt 1) (* 2 pause)))
                (else (refuse "no answer"))))))

    ; ---- Undoing

    ; Calls (plan on-failure!), where (on-failure! thunk) notes how to undo what has just been
    ; done. If the plan raises anything, what was noted is undone, the last first. The thunks
    ; are closures on a list: both are in the image, and so survive like everything else.

    (define (call-with-undo plan)
      (let ((noted '()))
        (guard (problem
                (#t (parameterize ((patience +inf.0))         ; undoing never gives up
                      (for-each (lambda (undo) (undo)) noted))
                    (raise problem)))
          (plan (lambda (undo) (set! noted (cons undo noted)))))))

    ; ---- Messages

    ; The next message that begins with the tag; #f if there is none within so many seconds.
    ; Other messages are answers that came too late, and nobody wants them any more.

    (define (await tag . within)
      (let ((message (if (null? within)
                         (receive)
                         (receive (car within) '(silence)))))
        (cond ((eq? (car message) tag) message)
              ((eq? (car message) 'silence) #f)
              (else (apply await tag within)))))))
