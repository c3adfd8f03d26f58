; Conditions and restarts: docs/conditions.md.
;
; A restart is a way to go on that whoever runs a piece of program offers to whoever hears of an
; error in it. Those in effect are the value of a parameter, so they are where the process is,
; whatever becomes of its worker; people see those of a process that nobody has helped.
(define-library (perdure conditions)
  (import (scheme base) (perdure process)
          (only (perdure primitives) %capture %define-cell! %expected %point-of-error %use
                breakpoint error-policy set-error-policy!)
          (only (perdure machine) %use-value))
  (export with-restart restart-case handler-bind
          restart? restart-name restart-report
          compute-restarts find-restart invoke-restart
          use-value store-value try-again continue abort
          breakpoint error-policy set-error-policy!)
  (begin
    ; The restarts in effect, innermost first. The image looks at them by this name.
    (define %restarts (make-parameter '()))

    ; `effector` is called where the restart is chosen.
    (define-record-type restart (%restart name report effector formals)
      restart?
      (name restart-name)
      (report restart-report)
      (effector restart-effector)
      (formals restart-formals)) ; for people: names, or #f

    ; ---- Offering

    (define (with-restart name report effector thunk)
      (parameterize ((%restarts (cons (%checked-restart name report effector #f) (%restarts))))
        (thunk)))

    (define (%checked-restart name report effector formals)
      (if (not (symbol? name)) (%expected 'with-restart "a name (a symbol)" name))
      (if (not (or (not report) (string? report)))
          (%expected 'with-restart "a text that says what the restart does, or #f" report))
      (if (not (procedure? effector)) (%expected 'with-restart "a procedure" effector))
      (%restart name report effector formals))

    ; The value of the expression; or of the body of the clause whose restart was chosen, which
    ; leaves the expression.
    (define-syntax restart-case
      (syntax-rules ()
        ((_ expression clause ...)
         (%restart-case (lambda () expression) (lambda (leave) (%clauses leave clause ...))))))

    (define-syntax %clauses
      (syntax-rules ()
        ((_ leave) '())
        ((_ leave ((name report) formals body1 body2 ...) clause ...)
         (cons (%checked-restart 'name report (%leaving leave (lambda formals body1 body2 ...))
                                 'formals)
               (%clauses leave clause ...)))
        ((_ leave (name formals body1 body2 ...) clause ...)
         (%clauses leave ((name #f) formals body1 body2 ...) clause ...))))

    (define (%leaving leave body)
      (lambda arguments (leave (lambda () (apply body arguments)))))

    (define (%restart-case thunk restarts-of)
      ((call/cc
         (lambda (leave)
           (call-with-values
             (lambda ()
               (parameterize ((%restarts (append (restarts-of leave) (%restarts))))
                 (thunk)))
             (lambda values-of-it
               (lambda () (apply values values-of-it))))))))

    ; ---- Handling

    ; A handler whose predicate holds is called where the error arose. It may choose a restart, or
    ; leave by a continuation; where it returns, the handlers outside have their turn.
    (define-syntax handler-bind
      (syntax-rules ()
        ((_ () body1 body2 ...)
         (let () body1 body2 ...))
        ((_ ((predicate handler) ...) body1 body2 ...)
         (%handler-bind (list (cons predicate handler) ...) (lambda () body1 body2 ...)))))

    (define (%handler-bind clauses thunk)
      (for-each (lambda (clause)
                  (if (not (procedure? (car clause)))
                      (%expected 'handler-bind "a predicate" (car clause)))
                  (if (not (procedure? (cdr clause)))
                      (%expected 'handler-bind "a procedure" (cdr clause))))
                clauses)
      (with-exception-handler
        (lambda (raised)
          (for-each (lambda (clause)
                      (if ((car clause) raised) ((cdr clause) raised)))
                    clauses)
          ((if (%is-failure? raised) raise raise-continuable) raised))
        thunk))

    ; Whether it was raised by `raise`, or by the system: no handler gives it a value by returning.
    (define (%is-failure? raised)
      (%capture
        (lambda (k)
          (let ((point (%point-of-error k)))
            (and point (eq? (vector-ref point 0) raised))))))

    ; ---- Finding

    ; Those in effect, innermost first: of a handler those that it has made itself, then those of
    ; the system for what was raised, then those where it was raised.
    (define (compute-restarts . condition)
      (let ((here (%restarts)))
        (%capture
          (lambda (k)
            (%with-those-of-error here (apply %point-of-error k condition))))))

    (define (%with-those-of-error here point)
      (if point
          (let* ((k (vector-ref point 1))
                 (bound (assq %restarts (vector-ref point 2)))
                 (there (if bound (cdr bound) '())))
            (append (%before here there)
                    (%system-restarts k (vector-ref point 3) (vector-ref point 4))
                    there))
          here))

    (define (%before items tail)
      (if (or (eq? items tail) (null? items))
          '()
          (cons (car items) (%before (cdr items) tail))))

    ; What was raised by the program itself, by a call of `raise`, has none of the system's.
    (define (%system-restarts k cell again?)
      (if (not again?)
          '()
          (append
            (list (%restart 'retry "do again what failed" (lambda () (k #f)) '())
                  (%restart 'use-value "use a value instead of what failed"
                            (lambda (value) (%use-value k value)) '(value)))
            (if cell
                (list (%restart 'store-value "define the variable, and do again what failed"
                                (lambda (value) (%define-cell! cell value) (k #f)) '(value)))
                '()))))

    (define (find-restart name . condition)
      (if (not (symbol? name)) (%expected 'find-restart "a name (a symbol)" name))
      (%find-restart name (apply compute-restarts condition)))

    (define (%find-restart name restarts)
      (cond ((null? restarts) #f)
            ((eq? (restart-name (car restarts)) name) (car restarts))
            (else (%find-restart name (cdr restarts)))))

    ; ---- Choosing

    (define (invoke-restart restart . arguments)
      (apply (restart-effector (if (restart? restart) restart (%restart-named restart '())))
             arguments))

    (define (%restart-named name condition)
      (if (not (symbol? name)) (%expected 'invoke-restart "a restart, or the name of one" name))
      (let ((restarts (apply compute-restarts condition)))
        (or (%find-restart name restarts)
            (error 'invoke-restart "no restart has this name:" name
                   'there 'are (map restart-name restarts)))))

    ; What a person has chosen for a process that stands where something was raised: the value
    ; that the restart gives, if any, is that of what failed.
    (define (%choose restart . arguments)
      (let ((value (apply (restart-effector restart) arguments)))
        (%use #f value)))

    ; These do nothing where there is no such restart.
    (define (use-value value . condition) (%invoke-if-there 'use-value condition value))
    (define (store-value value . condition) (%invoke-if-there 'store-value condition value))
    (define (try-again . condition) (%invoke-if-there 'retry condition))
    (define (continue . condition) (%invoke-if-there 'continue condition))

    (define (%invoke-if-there name condition . arguments)
      (let ((found (apply find-restart name condition)))
        (if found (apply (restart-effector found) arguments))))

    ; Where there is none, the process ends as one that was cancelled.
    (define (abort . condition)
      (%invoke-if-there 'abort condition)
      (cancel! (self)))))
