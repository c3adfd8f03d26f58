; Messages that are chosen, requests and replies. What each does is told in docs/mailboxes.md.
(define-library (perdure mailbox)
  (import (scheme base) (scheme case-lambda) (only (perdure process) self spawn)
          (only (perdure primitives)
                %moment-in %next-message %message-at %take-message! %request %reply! %expected
                %out-of-time
                monitor demonitor! link! unlink! trap-ends!))
  (export monitor demonitor! link! unlink! spawn-link spawn-monitor trap-ends!
          receive-case receive-if request request? request-value request-from reply!)
  (begin
    ; The first message that matches, taken out of the mailbox; the rest stays there in its order.
    ; `match` gives a thunk for it, or #f. Each message is looked at once.
    (define (%receive-matching match seconds on-timeout)
      (let ((until (and seconds (%moment-in 'receive-case seconds))))
        (let loop ((after -1))
          (let ((number (%next-message after until)))
            (if number
                (let ((found (match (%message-at number))))
                  (cond (found (%take-message! number) (found))
                        (else (loop number))))
                (on-timeout))))))

    (define receive-if
      (case-lambda
        ((predicate) (%receive-if predicate #f #f))
        ((predicate seconds)
         (%receive-if predicate seconds
                      (lambda () (%out-of-time 'receive-if "no such message came in time"))))
        ((predicate seconds default) (%receive-if predicate seconds (lambda () default)))))

    (define (%receive-if predicate seconds on-timeout)
      (if (not (procedure? predicate)) (%expected 'receive-if "a procedure" predicate))
      (%receive-matching (lambda (message) (and (predicate message) (lambda () message)))
                         seconds
                         on-timeout))

    (define-syntax receive-case
      (syntax-rules ()
        ((_ clause ...) (%receive-clauses () clause ...))))

    (define-syntax %receive-clauses
      (syntax-rules (after)
        ((_ (tried ...))
         (%receive-matching (lambda (message) (%first-match message tried ...)) #f #f))
        ((_ (tried ...) (after seconds body ...))
         (%receive-matching (lambda (message) (%first-match message tried ...))
                            seconds
                            (lambda () (if #f #f) body ...)))
        ((_ (tried ...) clause rest ...)
         (%receive-clauses (tried ... clause) rest ...))))

    (define-syntax %first-match
      (syntax-rules (where)
        ((_ message) #f)
        ((_ message (pattern (where test) body ...) rest ...)
         (let ((next (lambda () (%first-match message rest ...))))
           (%match message pattern (if test (lambda () message body ...) (next)) (next))))
        ((_ message (pattern body ...) rest ...)
         (let ((next (lambda () (%first-match message rest ...))))
           (%match message pattern (lambda () message body ...) (next))))))

    (define-syntax %match
      (syntax-rules (quote ?)
        ((_ v 'datum yes no) (if (equal? v 'datum) yes no))
        ((_ v (? test part ...) yes no) (if (test v) (%match-parts v (part ...) yes no) no))
        ((_ v (first . rest) yes no)
         (if (pair? v)
             (let ((a (car v)) (d (cdr v)))
               (%match a first (%match d rest yes no) no))
             no))
        ((_ v () yes no) (if (null? v) yes no))
        ((_ v #(part ...) yes no)
         (if (vector? v)
             (let ((all (vector->list v)))
               (%match all (part ...) yes no))
             no))
        ((_ v atom yes no) (%match-atom v atom yes no))))

    ; What follows a predicate: a field, (accessor pattern), or a pattern of the whole.
    (define-syntax %match-parts
      (syntax-rules ()
        ((_ v () yes no) yes)
        ((_ v ((accessor pattern) part ...) yes no)
         (let ((field (accessor v)))
           (%match field pattern (%match-parts v (part ...) yes no) no)))
        ((_ v (pattern part ...) yes no)
         (%match v pattern (%match-parts v (part ...) yes no) no))))

    ; A name is bound to the value; anything else is compared with it.
    (define-syntax %match-atom
      (syntax-rules ()
        ((_ v atom yes no)
         (let-syntax ((choose (syntax-rules ()
                                ((choose atom is-name is-literal) is-name)
                                ((choose other is-name is-literal) is-literal))))
           (choose %no-literal-is-this
                   (let ((atom v)) yes)
                   (if (equal? v atom) yes no))))))

    ; Start a process that this one is linked with from its beginning.
    (define (spawn-link thunk . name)
      (let ((pid (apply spawn thunk name)))
        (link! pid)
        pid))

    ; The same with a monitor; gives the pid, and the monitor.
    (define (spawn-monitor thunk . name)
      (let ((pid (apply spawn thunk name)))
        (values pid (monitor pid))))

    ; A request: what is asked, and by whom.
    (define-record-type <request>
      (%make-request from value)
      request?
      (from request-from)
      (value request-value))

    ; The reply of a process; an error of kind ended where it has ended, or does before it replies.
    (define (request pid value . limits)
      (apply %request pid (%make-request (self) value) limits))

    (define (reply! to value)
      (if (not (request? to)) (%expected 'reply! "a request" to))
      (%reply! (request-from to) to value))))
