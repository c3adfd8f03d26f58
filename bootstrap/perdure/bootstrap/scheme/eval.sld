; R7RS (scheme eval). An expression is compiled and run in the process that asks.
(define-library (scheme eval)
  (import (perdure primitives) (perdure syntax))
  (export environment eval)
  (begin
    (define environment %environment)

    (define (eval datum environment)
      ((%compile datum environment)))))
