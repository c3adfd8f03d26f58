; in an image
; A parameter that was defined again was another one, and who stood in a `parameterize` of
; the former one found its value gone.

(define width (make-parameter 80))
(define former width)
(define (show) (width))
(parameterize ((width 10))
  (eval '(define width (make-parameter "100" string->number)) (interaction-environment))
  (list (show) (eq? former width)))   ; => (10 #t)
(list (width) (former))   ; => (100 100)
(parameterize ((width "7")) (width))   ; => 7
(define depth (let ((most 5)) (make-parameter most)))
(define former-depth depth)
(define depth (let ((most 6)) (make-parameter most)))
(list (eq? depth former-depth) (depth))   ; => (#t 6)

(define-values (high low) (values (make-parameter 9) (make-parameter 1)))
(define former-low low)
(define-values (high low) (values (make-parameter 8) (make-parameter 2)))
(list (high) (low) (eq? low former-low))   ; => (8 2 #t)

; A name that was only given to it is no definition of it.
(define alias width)
(define alias (make-parameter 3))
(list (width) (alias) (eq? width alias))   ; => (100 3 #f)

; The tag of a prompt, which is also compared by identity.
(import (srfi 226 prompt))
(define tag (make-continuation-prompt-tag 'tag))
(call-with-continuation-prompt
  (lambda ()
    (eval '(define tag (make-continuation-prompt-tag 'tag)) (interaction-environment))
    (abort-current-continuation tag 'out))
  tag
  list)   ; => (out)
