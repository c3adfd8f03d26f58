; R7RS (scheme eval). An expression is compiled and run in the process that asks.
(define-library (scheme eval)
  (import (perdure primitives) (perdure control) (perdure syntax))
  (export environment eval)
  (begin
    ; Libraries that the image does not have yet are loaded now.
    (define (environment . import-sets)
      (call-with-values
        (lambda () (%apply %environment import-sets))
        (lambda (environment load)
          (load)
          environment)))

    (define (eval datum environment)
      ((%compile datum environment)))))
