; Test runners: what they hold, which one is in effect, and what the simple one prints.

(define-record-type test-runner
  (make-runner pass-count fail-count xpass-count xfail-count skip-count
               name groups skipped failing chosen results installed finished aux-value
               on-test-begin on-test-end on-group-begin on-group-end
               on-bad-count on-bad-end-name on-final)
  test-runner?
  (pass-count test-runner-pass-count set-pass-count!)
  (fail-count test-runner-fail-count set-fail-count!)
  (xpass-count test-runner-xpass-count set-xpass-count!)
  (xfail-count test-runner-xfail-count set-xfail-count!)
  (skip-count test-runner-skip-count set-skip-count!)
  (name test-runner-test-name set-test-name!)
  (groups groups-of set-groups!)        ; innermost first
  (skipped skipped-of set-skipped!)     ; specifiers
  (failing failing-of set-failing!)
  (chosen chosen-of set-chosen!)        ; #f: all
  (results test-result-alist set-results!)
  (installed installed? set-installed!) ; by a test-begin, so test-end takes it away
  (finished finished? set-finished!)
  (aux-value test-runner-aux-value test-runner-aux-value!)
  (on-test-begin test-runner-on-test-begin test-runner-on-test-begin!)
  (on-test-end test-runner-on-test-end test-runner-on-test-end!)
  (on-group-begin test-runner-on-group-begin test-runner-on-group-begin!)
  (on-group-end test-runner-on-group-end test-runner-on-group-end!)
  (on-bad-count test-runner-on-bad-count test-runner-on-bad-count!)
  (on-bad-end-name test-runner-on-bad-end-name test-runner-on-bad-end-name!)
  (on-final test-runner-on-final test-runner-on-final!))

(define (test-runner-null)
  (make-runner 0 0 0 0 0 "" '() '() '() #f '() #f #f #f void void void void void void void))

(define (test-runner-simple)
  (let ((runner (test-runner-null)))
    (test-runner-on-test-begin! runner test-on-test-begin-simple)
    (test-runner-on-test-end! runner test-on-test-end-simple)
    (test-runner-on-group-begin! runner test-on-group-begin-simple)
    (test-runner-on-group-end! runner test-on-group-end-simple)
    (test-runner-on-bad-count! runner test-on-bad-count-simple)
    (test-runner-on-bad-end-name! runner test-on-bad-end-name-simple)
    (test-runner-on-final! runner test-on-final-simple)
    runner))

(define (test-runner-reset runner)
  (set-pass-count! runner 0)
  (set-fail-count! runner 0)
  (set-xpass-count! runner 0)
  (set-xfail-count! runner 0)
  (set-skip-count! runner 0)
  (set-test-name! runner "")
  (set-groups! runner '())
  (set-skipped! runner '())
  (set-failing! runner '())
  (set-chosen! runner #f)
  (set-results! runner '())
  (set-finished! runner #f))

(define (test-runner-group-stack runner) (map group-name (groups-of runner)))
(define (test-runner-group-path runner) (reverse (test-runner-group-stack runner)))

; ---- the runner in effect

; It belongs to the process that set it, and after the end of that one to any other:
; at a REPL each form is a process. One that failed keeps its runner to itself, so that
; the next program begins with a runner of its own.
(define current-runner #f)
(define current-owner #f)

(define (test-runner-current . runner)
  (cond ((null? runner) (if (and current-runner (ours? current-owner)) current-runner #f))
        ((or (not (car runner)) (test-runner? (car runner)))
         (set! current-runner (car runner))
         (set! current-owner (this-process)))
        (else (%expected 'test-runner-current "a test runner" (car runner)))))

(define (this-process)
  (guard (e (#t #f)) (self)))

(define (ours? owner)
  (or (not owner)
      (eqv? owner (this-process))
      (guard (e (#t #t)) (eq? (process-state owner) 'done))))

(define (test-runner-get)
  (or (test-runner-current)
      (error 'test-runner-get "there is no test runner; begin with (test-begin name)")))

(define factory #f)

(define (test-runner-factory . new)
  (cond ((null? new) (or factory test-runner-simple))
        ((procedure? (car new)) (set! factory (car new)))
        (else (%expected 'test-runner-factory "a procedure" (car new)))))

(define (test-runner-create) ((test-runner-factory)))

; ---- results

(define (test-result-ref runner name . otherwise)
  (let ((found (assq name (test-result-alist runner))))
    (cond (found (cdr found))
          ((null? otherwise) #f)
          (else (car otherwise)))))

(define (test-result-set! runner name value)
  (set-results! runner
    (cons (cons name value)
          (remove (lambda (entry) (eq? (car entry) name)) (test-result-alist runner)))))

(define (test-result-remove runner name)
  (set-results! runner
    (remove (lambda (entry) (eq? (car entry) name)) (test-result-alist runner))))

(define (test-result-clear runner) (set-results! runner '()))

(define (runner-given runner)
  (if (null? runner) (test-runner-get) (car runner)))

(define (test-result-kind . runner)
  (test-result-ref (runner-given runner) 'result-kind))

(define (test-passed? . runner)
  (if (memq (test-result-kind (runner-given runner)) '(pass xpass)) #t #f))

(define (count-result! runner kind)
  (count-in-group! runner)
  (case kind
    ((pass) (set-pass-count! runner (+ (test-runner-pass-count runner) 1)))
    ((fail) (set-fail-count! runner (+ (test-runner-fail-count runner) 1)))
    ((xpass) (set-xpass-count! runner (+ (test-runner-xpass-count runner) 1)))
    ((xfail) (set-xfail-count! runner (+ (test-runner-xfail-count runner) 1)))
    ((skip) (set-skip-count! runner (+ (test-runner-skip-count runner) 1)))))

; ---- the simple runner prints what did not go as expected, and a summary

(define (print . parts)
  (for-each display parts)
  (newline))

(define (test-on-test-begin-simple runner) (void))
(define (test-on-group-begin-simple runner name count) (void))
(define (test-on-group-end-simple runner) (void))

(define (test-on-test-end-simple runner)
  (case (test-result-kind runner)
    ((fail) (print-failure runner "FAIL"))
    ((xpass) (print-failure runner "PASS, though expected to fail"))))

(define (print-failure runner verdict)
  (let ((name (test-runner-test-name runner)))
    (display verdict)
    (display ": ")
    (for-each (lambda (group) (display group) (display " / "))
              (test-runner-group-path runner))
    (print name)
    (for-each
     (lambda (property)
       (let ((found (assq (car property) (test-result-alist runner))))
         (if found
             (begin (display (cdr property))
                    (write-result (cdr found))
                    (newline)))))
     '((source-form . "  form:     ")
       (expected-value . "  expected: ")
       (expected-error . "  expected error: ")
       (actual-value . "  got:      ")
       (actual-error . "  error:    ")))))

(define (write-result x)
  (if (condition? x)
      (begin
        (display (condition-report-string x))
        (if (condition-position x)
            (begin (display " (") (display (condition-position x)) (display ")"))))
      (write x)))

(define (test-on-bad-count-simple runner count expected)
  (print "WRONG COUNT: the group " (test-runner-test-name runner) " was to have "
         expected " tests, and had " count))

(define (test-on-bad-end-name-simple runner begun ended)
  (error 'test-end (string-append "expected the end of \"" begun "\", got that of") ended))

(define (test-on-final-simple runner)
  (for-each
   (lambda (line)
     (let ((count ((cdr line) runner)))
       (if (> count 0) (print (car line) count))))
   (list (cons "passed:                 " test-runner-pass-count)
         (cons "failed:                 " test-runner-fail-count)
         (cons "passed unexpectedly:    " test-runner-xpass-count)
         (cons "failed as expected:     " test-runner-xfail-count)
         (cons "skipped:                " test-runner-skip-count))))
