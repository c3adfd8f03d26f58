; in an image
; SRFI 64: what needs an image.

(import (srfi 64))
(test-read-eval-string "(+ 3 4)")       ; => 7
(test-read-eval-string "(+ 3 4) ")      ; error: test-read-eval-string: expected one datum and nothing after it: "(+ 3 4) "
(test-read-eval-string "")              ; error: test-read-eval-string: expected one datum and nothing after it: ""
(begin (test-begin "evaluated") (test-error (test-read-eval-string "(+ 3 4")) (test-equal #\newline (test-read-eval-string "#\\newline")) (test-end))   ; prints passed:                 2\n
; Each form is a process: what has ended well leaves its runner to the next.
(test-begin "a")
(test-assert #t)
(test-end "a")                          ; prints passed:                 1\n
; One that failed does not.
(begin (test-begin "a") (car '()))      ; error: car: expected a pair, got ()
(test-assert #t)                        ; error: test-runner-get: there is no test runner; begin with (test-begin name)
; A process that runs at the same time has a runner of its own.
(begin (test-begin "a") (let ((other (spawn (lambda () (test-runner-current))))) (list (wait other) (test-runner? (test-runner-current)))))    ; => (#f #t)
