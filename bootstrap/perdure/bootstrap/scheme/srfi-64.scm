; Tests and groups of tests. What a runner is, and the simple one, is in
; srfi-64-runners.scm.

; ---- tests

(define-syntax test-assert
  (syntax-rules ()
    ((_ name expression)
     (run-test name '(test-assert name expression)
               (lambda (runner) (note-value runner expression))))
    ((_ expression)
     (run-test "" '(test-assert expression)
               (lambda (runner) (note-value runner expression))))))

(define-syntax define-comparing-tests
  (syntax-rules ()
    ((_ (test same?) ...)
     (begin
       (define-syntax test
         (syntax-rules ()
           ((_ name expected expression)
            (run-test name '(test name expected expression)
                      (lambda (runner)
                        (compare runner same? expected (lambda () expression)))))
           ((_ expected expression)
            (run-test "" '(test expected expression)
                      (lambda (runner)
                        (compare runner same? expected (lambda () expression)))))))
       ...))))

(define-comparing-tests (test-eqv eqv?) (test-eq eq?) (test-equal equal?))

(define-syntax test-approximate
  (syntax-rules ()
    ((_ name expected expression margin)
     (run-test name '(test-approximate name expected expression margin)
               (lambda (runner)
                 (compare runner (near margin) expected (lambda () expression)))))
    ((_ expected expression margin)
     (run-test "" '(test-approximate expected expression margin)
               (lambda (runner)
                 (compare runner (near margin) expected (lambda () expression)))))))

(define-syntax test-error
  (syntax-rules ()
    ((_ name kind expression)
     (run-test name '(test-error name kind expression)
               (lambda (runner) (expect-error runner kind (lambda () expression)))))
    ((_ kind expression)
     (run-test "" '(test-error kind expression)
               (lambda (runner) (expect-error runner kind (lambda () expression)))))
    ((_ expression)
     (run-test "" '(test-error expression)
               (lambda (runner) (expect-error runner #t (lambda () expression)))))))

(define (note-value runner value)
  (test-result-set! runner 'actual-value value)
  value)

(define (compare runner same? expected thunk)
  (test-result-set! runner 'expected-value expected)
  (same? expected (note-value runner (thunk))))

(define (near margin)
  (lambda (expected value)
    (<= (- expected margin) value (+ expected margin))))

; `kind` is #t for any error, a predicate of what is raised, or a condition-kind.
(define (expect-error runner kind thunk)
  (test-result-set! runner 'expected-error kind)
  (guard (e (#t (test-result-set! runner 'actual-error e)
                (cond ((procedure? kind) (kind e))
                      ((symbol? kind) (and (condition? e) (eq? (condition-kind e) kind)))
                      (else #t))))
    (note-value runner (thunk))
    #f))

; Run one test. The body gets the runner, and gives a true value where the test passes.
(define (run-test name form body)
  (let ((runner (test-runner-get)))
    (begin-test! runner name form)
    ((test-runner-on-test-begin runner) runner)
    (if (not (eq? (test-result-kind runner) 'skip))
        (let ((passed? (guard (e (#t (test-result-set! runner 'actual-error e) #f))
                         (body runner)))
              (fails? (eq? (test-result-kind runner) 'xfail)))
          (test-result-set! runner 'result-kind
            (if passed? (if fails? 'xpass 'pass) (if fails? 'xfail 'fail)))))
    (count-result! runner (test-result-kind runner))
    ((test-runner-on-test-end runner) runner)))

(define (begin-test! runner name form)
  (test-result-clear runner)
  (set-test-name! runner (checked-name name))
  (test-result-set! runner 'test-name (test-runner-test-name runner))
  (test-result-set! runner 'source-form form)
  (let* ((chosen? (or (not (chosen-of runner)) (matches-any? runner (chosen-of runner))))
         (skip? (matches-any? runner (skipped-of runner)))
         (fails? (matches-any? runner (failing-of runner))))
    (cond ((or skip? (not chosen?)) (test-result-set! runner 'result-kind 'skip))
          (fails? (test-result-set! runner 'result-kind 'xfail)))))

(define (checked-name name)
  (cond ((string? name) name)
        ((symbol? name) (symbol->string name))
        (else (%expected 'test "a string as the name" name))))

(define (test-read-eval-string text)
  (let* ((port (open-input-string text)) (datum (read port)))
    (if (or (eof-object? datum) (not (eof-object? (read-char port))))
        (error 'test-read-eval-string "expected one datum and nothing after it:" text))
    (eval datum (interaction-environment))))

; ---- groups

; A group's skips and expected failures end with it.
(define-record-type group
  (make-group name expected-count skipped failing count)
  group?
  (name group-name)
  (expected-count group-expected-count)
  (skipped group-skipped)
  (failing group-failing)
  (count group-count set-group-count!))

; A group within another counts as one test of it.
(define (count-in-group! runner)
  (let ((groups (groups-of runner)))
    (if (pair? groups)
        (set-group-count! (car groups) (+ (group-count (car groups)) 1)))))

(define (test-begin name . count)
  (let ((runner (or (test-runner-current) (install-new-runner!)))
        (name (checked-name name))
        (count (if (null? count) #f (car count))))
    (count-in-group! runner)
    (set-test-name! runner name)
    ((test-runner-on-group-begin runner) runner name count)
    (set-groups! runner
      (cons (make-group name count (skipped-of runner) (failing-of runner) 0)
            (groups-of runner)))))

(define (install-new-runner!)
  (let ((runner (test-runner-create)))
    (test-runner-current runner)
    (set-installed! runner #t)
    runner))

(define (test-end . name)
  (let* ((runner (test-runner-get))
         (groups (groups-of runner)))
    (if (null? groups) (error 'test-end "no group has begun"))
    (let* ((group (car groups))
           (count (group-count group))
           (expected (group-expected-count group)))
      (set-test-name! runner (group-name group))
      (if (and (pair? name) (not (equal? (checked-name (car name)) (group-name group))))
          ((test-runner-on-bad-end-name runner) runner (group-name group) (car name)))
      (if (and expected (not (= expected count)))
          ((test-runner-on-bad-count runner) runner count expected))
      ((test-runner-on-group-end runner) runner)
      (set-skipped! runner (group-skipped group))
      (set-failing! runner (group-failing group))
      (set-groups! runner (cdr groups))
      (if (null? (cdr groups))
          (begin
            (set-finished! runner #t)
            ((test-runner-on-final runner) runner)
            (if (installed? runner)
                (begin
                  (set-installed! runner #f)
                  (test-runner-current #f))))))))

(define-syntax test-group
  (syntax-rules ()
    ((_ name form ...)
     (run-group name (lambda () (let () (void) form ...))))))

(define (run-group name thunk)
  (if (not (skips-group? name))
      (dynamic-wind
        (lambda () (test-begin name))
        thunk
        (lambda () (test-end name)))))

(define (skips-group? name)
  (let ((runner (test-runner-current)))
    (and runner
         (begin
           (test-result-clear runner)
           (set-test-name! runner (checked-name name))
           (matches-any? runner (skipped-of runner)))
         (begin
           (test-result-set! runner 'result-kind 'skip)
           (count-result! runner 'skip)
           #t))))

(define-syntax test-group-with-cleanup
  (syntax-rules ()
    ((_ name cleanup)
     (test-group name cleanup))
    ((_ name form ... cleanup)
     (test-group name
       (dynamic-wind
         (lambda () #f)
         (lambda () (let () (void) form ...))
         (lambda () cleanup))))))

; ---- which tests run

(define (test-match-name name)
  (lambda (runner) (equal? name (test-runner-test-name runner))))

(define (test-match-nth n . count)
  (let ((end (+ n (if (null? count) 1 (car count)))) (calls 0))
    (lambda (runner)
      (set! calls (+ calls 1))
      (and (<= n calls) (< calls end)))))

(define (test-match-any . specifiers)
  (let ((specifiers (map specifier-of specifiers)))
    (lambda (runner) (matches-any? runner specifiers))))

(define (test-match-all . specifiers)
  (let ((specifiers (map specifier-of specifiers)))
    (lambda (runner)
      (every (lambda (matches?) matches?) (answers runner specifiers)))))

; All are asked, since one may count how often it has been.
(define (answers runner specifiers)
  (map (lambda (specifier) (specifier runner)) specifiers))

(define (matches-any? runner specifiers)
  (any (lambda (matches?) matches?) (answers runner specifiers)))

(define (specifier-of x)
  (cond ((procedure? x) x)
        ((exact-nonnegative-integer? x) (test-match-nth 1 x))
        ((string? x) (test-match-name x))
        (else (%expected 'test "a procedure, a count or a name to choose tests by" x))))

(define (test-skip . specifiers)
  (let ((runner (test-runner-get)))
    (set-skipped! runner (cons (apply test-match-all specifiers) (skipped-of runner)))))

(define (test-expect-fail . specifiers)
  (let ((runner (test-runner-get)))
    (set-failing! runner (cons (apply test-match-all specifiers) (failing-of runner)))))

(define-syntax test-with-runner
  (syntax-rules ()
    ((_ runner form ...)
     (call-with-runner runner (lambda () (let () (void) form ...))))))

(define (call-with-runner runner thunk)
  (let ((other runner))
    (define (exchange)
      (let ((before (test-runner-current)))
        (test-runner-current other)
        (set! other before)))
    (dynamic-wind exchange thunk exchange)))

; (test-apply [runner] specifier ... thunk)
(define (test-apply first . rest)
  (cond ((test-runner? first)
         (call-with-runner first (lambda () (apply-chosen first rest))))
        ((test-runner-current) => (lambda (runner) (apply-chosen runner (cons first rest))))
        (else
         (let ((runner (test-runner-create)))
           (call-with-runner runner (lambda () (apply-chosen runner (cons first rest))))
           (if (not (finished? runner))
               ((test-runner-on-final runner) runner))))))

(define (apply-chosen runner arguments)
  (let* ((thunk (last arguments))
         (specifiers (map specifier-of (list-head arguments (- (length arguments) 1))))
         (before (chosen-of runner)))
    (if (not (procedure? thunk)) (%expected 'test-apply "a procedure at the end" thunk))
    (dynamic-wind
      (lambda () (set-chosen! runner (if (null? specifiers) before specifiers)))
      thunk
      (lambda () (set-chosen! runner before)))))
