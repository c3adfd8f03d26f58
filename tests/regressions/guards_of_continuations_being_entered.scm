; An object that was raised in the `before` thunk of a dynamic-wind, while a continuation was
; being entered, has its guard in that continuation only. It was looked for on the stack that
; was left, and not finding it there was a failure of the machine's own.

(import (scheme base) (srfi 226))

(define again #f)
(define k #f)

(define (try)
  (guard (e ((symbol? e) (list 'caught e)))
    (test-pause 0)
    (dynamic-wind
      (lambda () (if again (raise again)))
      (lambda () (call/cc (lambda (c) (set! k c) 1)))
      (lambda () #f))))

(define result (try))
result                                  ; => 1
(define (enter object) (set! again object) (test-pause 0) (k 2))
(begin (enter 'boom) (test-pause 0))
result                                  ; => (caught boom)

; The same where the continuation is a delimited one.
(define tag (make-continuation-prompt-tag 'tag))
(set! again #f)
(define composed
  (call-with-continuation-prompt
    (lambda ()
      (list 'in
        (guard (e ((symbol? e) (list 'caught e)))
          (dynamic-wind
            (lambda () (if again (raise again)))
            (lambda ()
              ((call-with-composable-continuation
                 (lambda (k) (abort-current-continuation tag k)) tag)))
            (lambda () #f)))))
    tag values))
(set! again 'boom)
(list 1 (composed (lambda () 5)))       ; => (1 (in (caught boom)))
(guard (e (#t (list 'outer e)))
  (set! again "boom")
  (list 1 (composed (lambda () 5))))    ; => (outer "boom")
