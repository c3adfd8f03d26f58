; What the programs of delimited/ begin with.
(import (srfi 226))
(define tag (make-continuation-prompt-tag 'tag))
(define p (make-parameter 0))
(define (composable body)
  (call-with-continuation-prompt
    (lambda ()
      (body (lambda () ((call-with-composable-continuation
                          (lambda (k) (abort-current-continuation tag k)) tag)))))
    tag values))
