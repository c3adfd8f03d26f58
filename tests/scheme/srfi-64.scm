; SRFI 64: a Scheme API for test suites.

(import (srfi 64))
; The SRFI's first example, with a failure: what went wrong is printed with its form.
(begin (test-begin "vec-test") (define v (make-vector 5 99)) (test-assert (vector? v)) (test-eqv 99 (vector-ref v 2)) (vector-set! v 2 7) (test-eqv 7 (vector-ref v 2)) (test-end "vec-test"))    ; prints passed:                 3\n
(begin (test-begin "vec-test") (test-equal "sum" 5 (+ 2 2)) (test-end))        ; prints FAIL: vec-test / sum\n  form:     (test-equal "sum" 5 (+ 2 2))\n  expected: 5\n  got:      4\nfailed:                 1\n
(begin (test-begin "g") (test-group "inner" (test-assert "raises" (vector-ref (vector 1) 'x))) (test-end))     ; prints FAIL: g / inner / raises\n  form:     (test-assert "raises" (vector-ref (vector 1) 'x))\n  error:    vector-ref: expected an index (an exact integer from 0), got x (srfi-64.scm:7:67)\nfailed:                 1\n
(begin (test-begin "g") (test-assert (raise 'oops)) (test-end))        ; prints FAIL: g / \n  form:     (test-assert (raise 'oops))\n  error:    oops\nfailed:                 1\n
(begin (test-begin "kinds") (test-expect-fail 2) (test-assert #f) (test-assert "surprise" #t) (test-skip "not me") (test-assert "not me" (car '())) (test-assert "me" #t) (test-end))  ; prints PASS, though expected to fail: kinds / surprise\n  form:     (test-assert "surprise" #t)\n  got:      #t\npassed:                 1\npassed unexpectedly:    1\nfailed as expected:     1\nskipped:                1\n
; Without a runner.
(test-runner-current)                   ; => #f
(test-assert #t)                        ; error: test-runner-get: there is no test runner; begin with (test-begin name)
(test-end)                              ; error: test-runner-get: there is no test runner; begin with (test-begin name)
(begin (test-begin "one") (test-end "other"))   ; error: test-end: expected the end of "one", got that of "other"
(test-runner-current #f)
(begin (test-begin "counted" 2) (test-assert #t) (test-end))   ; prints WRONG COUNT: the group counted was to have 2 tests, and had 1\npassed:                 1\n
; A group within another counts as one test of it.
(begin (test-begin "counted" 2) (test-assert #t) (test-group "inner" (test-assert #t) (test-assert #t)) (test-end))    ; prints passed:                 3\n

; test-end takes away the runner that its test-begin put there, and no other.
(define kept #f)
(test-runner-factory test-runner-null)
(begin (test-begin "a") (set! kept (test-runner-current)) (test-end))
(test-runner-current)                   ; => #f
(test-runner-current kept)
(begin (test-begin "b") (test-end))
(eq? (test-runner-current) kept)        ; => #t
(test-runner-current #f)
(test-runner-factory test-runner-simple)

; A runner of one's own: it notes what it is told.
(define notes '())
(define (note . what) (set! notes (cons what notes)))
(define (noted) (let ((all (reverse notes))) (set! notes '()) all))
(define (noting-runner) (let ((r (test-runner-null))) (test-runner-on-test-begin! r (lambda (r) (note 'begin (test-runner-test-name r)))) (test-runner-on-test-end! r (lambda (r) (note (test-result-kind r) (test-runner-test-name r)))) (test-runner-on-group-begin! r (lambda (r name count) (note 'group name count))) (test-runner-on-group-end! r (lambda (r) (note 'end (test-runner-group-path r)))) (test-runner-on-bad-count! r (lambda (r count expected) (note 'bad-count count expected))) (test-runner-on-bad-end-name! r (lambda (r begun ended) (note 'bad-name begun ended))) (test-runner-on-final! r (lambda (r) (note 'final))) r))
(define r (noting-runner))
(list (test-runner? r) (test-runner? 5))        ; => (#t #f)
(test-with-runner r (test-begin "a" 3) (test-assert "t" 1) (test-begin "b") (test-assert "u" #f) (test-end "c") (test-end))
(noted)                                 ; => ((group "a" 3) (begin "t") (pass "t") (group "b" #f) (begin "u") (fail "u") (bad-name "b" "c") (end ("a" "b")) (bad-count 2 3) (end ("a")) (final))
(map (lambda (f) (procedure? (f r))) (list test-runner-on-test-begin test-runner-on-test-end test-runner-on-group-begin test-runner-on-group-end test-runner-on-bad-count test-runner-on-bad-end-name test-runner-on-final))       ; => (#t #t #t #t #t #t #t)
(test-runner-current)                   ; => #f
(list (test-runner-pass-count r) (test-runner-fail-count r) (test-runner-xpass-count r) (test-runner-xfail-count r) (test-runner-skip-count r))     ; => (1 1 0 0 0)
(test-runner-reset r)
(list (test-runner-pass-count r) (test-runner-fail-count r) (test-runner-group-path r)) ; => (0 0 ())
(test-runner-aux-value! r 'mine)
(test-runner-aux-value r)               ; => mine
(test-runner-current 5)                 ; error: test-runner-current: expected a test runner, got 5
(test-runner-pass-count 5)              ; error: test-runner-pass-count: expected a test-runner, got 5

; What a test leaves in the runner.
(define (kinds thunk) (let ((r (noting-runner))) (test-with-runner r (test-begin "k") (thunk) (test-end)) (let ((all (noted))) (map car (filter (lambda (n) (memq (car n) '(pass fail xpass xfail skip))) all)))))
(kinds (lambda () (test-assert 5) (test-assert "named" #f) (test-assert (car '()))))    ; => (pass fail fail)
(kinds (lambda () (test-eqv 2 (+ 1 1)) (test-eqv "n" 2.0 (+ 1 1)) (test-eqv "a" "a")))  ; => (pass fail fail)
(kinds (lambda () (test-eq 'a 'a) (test-eq "n" '() '()) (test-eq (list 1) (list 1))))   ; => (pass pass fail)
(kinds (lambda () (test-equal '(1 "a") (list 1 "a")) (test-equal "n" 1 2) (test-equal (car '()) 1)))    ; => (pass fail fail)
(kinds (lambda () (test-approximate 1 1.01 0.1) (test-approximate "n" 1 1.2 0.1) (test-approximate 1 0.95 0.1)))        ; => (pass fail pass)
(kinds (lambda () (test-approximate 1 1.5 0.5) (test-approximate 1 0.5 0.5) (test-approximate 1 +nan.0 0.5) (test-approximate 1 'a 0.5)))       ; => (pass pass fail fail)
(kinds (lambda () (test-eqv +nan.0 +nan.0) (test-eqv 0.0 -0.0) (test-equal 2 2.0)))     ; => (pass fail fail)
; Each part is evaluated once, the name too; nothing of what is skipped, but its name.
(define evaluated '())
(define (once x) (set! evaluated (cons x evaluated)) x)
(kinds (lambda () (test-assert (once "a") (once #t)) (test-equal (once "b") (once 1) (once 1)) (test-approximate (once "c") (once 2) (once 3) (once 4)) (test-error (once "d") (once #t) (once (car 1)))))         ; => (pass pass pass pass)
(length evaluated)                      ; => 11
(set! evaluated '())
(kinds (lambda () (test-skip 1) (test-equal (once "e") (once 5) (once 5))))     ; => (skip)
evaluated                               ; => ("e")
(kinds (lambda () (test-error (car 5)) (test-error #t (car 5)) (test-error "n" #t (raise 'x)) (test-error (car '(1))))) ; => (pass pass pass fail)
(kinds (lambda () (test-error symbol? (raise 'x)) (test-error symbol? (raise 5)) (test-error 'type (car 5)) (test-error 'range (car 5))))       ; => (pass fail pass fail)
(define (results thunk) (let ((r (test-runner-null))) (test-with-runner r (test-begin "k") (thunk) (map (lambda (name) (test-result-ref r name 'none)) '(result-kind test-name source-form expected-value actual-value)))))
(results (lambda () (test-equal "n" 4 (+ 2 2)))) ; => (pass "n" (test-equal "n" 4 (+ 2 2)) 4 4)
(results (lambda () (test-assert (car '()))))   ; => (fail "" (test-assert (car '())) none none)
(define (after thunk) (let ((r (test-runner-null))) (test-with-runner r (test-begin "k") (thunk r))))
(after (lambda (r) (test-error #t (raise 'x)) (list (test-result-ref r 'actual-error) (test-result-ref r 'expected-error))))    ; => (x #t)
(after (lambda (r) (list (test-result-kind) (test-result-kind r))))     ; => (#f #f)
(after (lambda (r) (test-assert #t) (list (test-passed?) (test-passed? r) (test-result-kind))))  ; => (#t #t pass)
(after (lambda (r) (test-assert #f) (test-passed?)))    ; => #f
(after (lambda (r) (test-result-set! r 'mine 1) (let* ((a (test-result-ref r 'mine)) (b (test-result-alist r))) (test-result-remove r 'mine) (list a b (test-result-ref r 'mine) (test-result-ref r 'mine 0) (begin (test-result-set! r 'x 2) (test-result-clear r) (test-result-alist r))))))    ; => (1 ((mine . 1)) #f 0 ())
(after (lambda (r) (test-begin "inner") (list (test-runner-group-path r) (test-runner-group-stack r) (test-runner-test-name r) (eq? (test-runner-get) r))))     ; => (("k" "inner") ("inner" "k") "inner" #t)

(after (lambda (r) (test-expect-fail 1) (test-assert #t) (list (test-passed?) (test-result-kind))))     ; => (#t xpass)
(after (lambda (r) (test-expect-fail 1) (test-assert #f) (list (test-passed?) (test-result-kind))))     ; => (#f xfail)
(after (lambda (r) (test-skip 1) (test-assert #t) (list (test-passed?) (test-result-kind))))    ; => (#f skip)
; An alist that was asked for stays what it is.
(after (lambda (r) (test-assert #t) (let ((results (test-result-alist r))) (test-result-clear r) (assq 'result-kind results))))         ; => (result-kind . pass)
; Before the test is run its kind says what is planned.
(let ((r (test-runner-null)) (planned '())) (test-runner-on-test-begin! r (lambda (r) (set! planned (cons (test-result-kind r) planned)))) (test-with-runner r (test-begin "k") (test-expect-fail "a") (test-skip "b") (test-assert "a" #f) (test-assert "b" #t) (test-assert "c" #t) (test-end)) (reverse planned))         ; => (xfail skip #f)
; The end of a group: a wrong name, a wrong count, the end; after the outermost, all.
(define (told thunk) (set! notes '()) (test-with-runner (noting-runner) (thunk)) (map car (noted)))
(told (lambda () (test-begin "g" 1) (test-end "x")))    ; => (group bad-name bad-count end final)
(told (lambda () (test-begin "g") (test-group "h") (test-end)))         ; => (group group end end final)
; Skipped tests and groups count; a group that raises ends too.
(told (lambda () (test-begin "g" 2) (test-skip "s") (test-skip "h") (test-assert "s" #f) (test-group "h" (test-assert #f)) (test-end)))        ; => (group begin skip end final)
(told (lambda () (test-begin "g") (guard (e (#t #f)) (test-group "h" (raise 'x))) (test-end)))  ; => (group group end end final)

; Groups, and what is skipped.
(kinds (lambda () (test-group "g" (define x 1) (test-eqv 1 x)) (test-assert #t)))       ; => (pass pass)
(kinds (lambda () (test-skip "g") (test-group "g" (test-assert #t)) (test-assert #t)))  ; => (pass)
(kinds (lambda () (test-group "g" (test-skip "a") (test-assert "a" #t)) (test-assert "a" #t)))  ; => (skip pass)
(kinds (lambda () (test-skip 2) (test-assert #t) (test-assert #t) (test-assert #t)))    ; => (skip skip pass)
(kinds (lambda () (test-skip (test-match-nth 2)) (test-assert #t) (test-assert #t) (test-assert #t)))   ; => (pass skip pass)
(kinds (lambda () (test-skip (test-match-nth 2 2)) (test-assert #t) (test-assert #t) (test-assert #t)))         ; => (pass skip skip)
(kinds (lambda () (test-skip 0) (test-assert #t)))      ; => (pass)
(kinds (lambda () (test-expect-fail "a") (test-skip "a") (test-assert "a" #f))) ; => (skip)
; A group's specifiers end with it, and no others.
(kinds (lambda () (test-skip "a") (test-begin "g") (test-skip "b") (test-assert "a" #t) (test-end) (test-assert "b" #t) (test-assert "a" #t)))  ; => (skip pass skip)
; All specifiers are asked, in order, whatever the first ones say.
(define asked '())
(define (asking name answer) (lambda (runner) (set! asked (cons name asked)) answer))
(kinds (lambda () (test-skip (test-match-all (asking 1 #f) (asking 2 #t) (test-match-any (asking 3 #t) (asking 4 #t)))) (test-assert #t)))      ; => (pass)
(reverse asked)                         ; => (1 2 3 4)
(kinds (lambda () (test-skip (test-match-name "a")) (test-assert "a" #t) (test-assert "b" #t))) ; => (skip pass)
(kinds (lambda () (test-skip (test-match-any "a" "b")) (test-assert "a" #t) (test-assert "b" #t) (test-assert "c" #t))) ; => (skip skip pass)
(kinds (lambda () (test-skip (test-match-all "a" (test-match-nth 2))) (test-assert "a" #t) (test-assert "a" #t) (test-assert "b" #t)))  ; => (pass skip pass)
(kinds (lambda () (test-expect-fail "a") (test-assert "a" #f) (test-assert "a" #t) (test-assert "b" #f)))       ; => (xfail xpass fail)
(guard (e (#t (raise e))) (kinds (lambda () (test-skip 'x))))   ; error: test: expected a procedure, a count or a name to choose tests by, got x
(define cleaned '())
(kinds (lambda () (test-group-with-cleanup "g" (test-assert #t) (set! cleaned (cons 'done cleaned)))))  ; => (pass)
(guard (e (#t e)) (kinds (lambda () (test-group-with-cleanup "g" (raise 'out) (set! cleaned (cons 'raised cleaned))))))         ; => out
cleaned                                 ; => (raised done)
(noted)
(kinds (lambda () (test-apply "a" (lambda () (test-assert "a" #t) (test-assert "b" #t))) (test-assert "b" #t))) ; => (pass skip pass)
(let ((r (noting-runner))) (test-apply r "a" 1 (lambda () (test-begin "g") (test-assert "x" #t) (test-assert "a" #t) (test-assert "b" #t) (test-end))))
(noted)                                 ; => ((group "g" #f) (begin "x") (pass "x") (begin "a") (pass "a") (begin "b") (skip "b") (end ("g")) (final))
(test-apply (lambda () (test-assert #t)))       ; prints passed:                 1\n
(guard (e (#t (raise e))) (test-apply "a" 'b))                    ; error: test-apply: expected a procedure at the end, got b

; Runners are made by a factory.
(eq? (test-runner-factory) test-runner-simple)  ; => #t
(test-runner-factory noting-runner)
(begin (test-begin "f") (test-assert "x" #t) (test-end))
(noted)                                 ; => ((group "f" #f) (begin "x") (pass "x") (end ("f")) (final))
(procedure? (test-runner-on-final (test-runner-create)))  ; => #t
(test-runner-factory test-runner-simple)
(test-runner-factory 5)                 ; error: test-runner-factory: expected a procedure, got 5
(define simple (test-runner-simple))
(begin (test-on-group-begin-simple simple "g" #f) (test-on-test-begin-simple simple) (test-on-test-end-simple simple) (test-on-group-end-simple simple))        ; prints
(test-on-bad-count-simple simple 1 2)   ; prints WRONG COUNT: the group  was to have 2 tests, and had 1\n
(test-on-bad-end-name-simple simple "a" "b")    ; error: test-end: expected the end of "a", got that of "b"
(test-on-final-simple simple)           ; prints

; The SRFI's example of a runner of one's own, installed as the default.
(define summary #f)
(define (counting-runner) (let ((runner (test-runner-null)) (passed 0) (failed 0)) (test-runner-on-test-end! runner (lambda (runner) (case (test-result-kind runner) ((pass xpass) (set! passed (+ passed 1))) ((fail xfail) (set! failed (+ failed 1))) (else #t)))) (test-runner-on-final! runner (lambda (runner) (set! summary (list passed failed)))) runner))
(test-runner-factory counting-runner)
(begin (test-begin "counted") (test-assert #t) (test-assert #f) (test-expect-fail 2) (test-assert #f) (test-assert #t) (test-skip 1) (test-assert #t) (test-end))
summary                                 ; => (2 2)
(test-runner-factory test-runner-simple)
