; Channels, and waiting for several things at once. What each does is told in docs/concurrency.md.
(define-library (perdure channels)
  (import (perdure primitives) (perdure control) (perdure syntax))
  (export make-channel channel? channel-put! channel-take! channel-close! channel-closed?
          channel-length channel-capacity name-channel! unname-channel! channel-named channel-names
          channel-for-each channel->generator
          select select-among operation?
          on-take on-put on-close on-message on-end on-time on-external on-acquire on-lock on-call)
  (begin
    ; Call the procedure with each value, as it comes, until the channel is closed and empty.
    (define (channel-for-each procedure channel)
      (if (not (procedure? procedure))
          (%expected 'channel-for-each "a procedure" procedure))
      (let loop ()
        (let ((value (channel-take! channel)))
          (if (not (eof-object? value))
              (begin (procedure value) (loop))))))

    ; A generator as in SRFI 158.
    (define (channel->generator channel)
      (if (not (channel? channel)) (%expected 'channel->generator "a channel" channel))
      (lambda () (channel-take! channel)))

    ; The first of the operations that is there, and what it gives. With a thunk: what that gives,
    ; where none is there now.
    (define select-among
      (case-lambda
        ((operations)
         (let ((found (%select operations #t)))
           (values (list-ref operations (car found)) (cdr found))))
        ((operations thunk)
         (let ((found (%select operations #f)))
           (if (= (car found) (length operations))
               (thunk)
               (values (list-ref operations (car found)) (cdr found)))))))

    ; Go on with what the operation that was there gave, or with the last where none was.
    (define (%chosen found handlers)
      ((list-ref handlers (car found)) (cdr found)))

    (define-syntax select
      (syntax-rules ()
        ((_ clause ...) (%select-clauses () () clause ...))))

    (define-syntax %select-clauses
      (syntax-rules (else =>)
        ((_ (operation ...) (handler ...))
         (%chosen (%select (list operation ...) #t) (list handler ...)))
        ((_ (operation ...) (handler ...) (else expression ...))
         (%chosen (%select (list operation ...) #f)
                  (list handler ... (lambda (ignored) expression ...))))
        ((_ (operation ...) (handler ...) (next => receiver) clause ...)
         (%select-clauses (operation ... next)
                          (handler ... (lambda (value) (receiver value)))
                          clause ...))
        ((_ (operation ...) (handler ...) (next) clause ...)
         (%select-clauses (operation ... next) (handler ... (lambda (value) value)) clause ...))
        ((_ (operation ...) (handler ...) (next expression ...) clause ...)
         (%select-clauses (operation ... next)
                          (handler ... (lambda (ignored) expression ...))
                          clause ...))))))
