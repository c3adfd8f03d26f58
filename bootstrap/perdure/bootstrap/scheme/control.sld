(define-library (perdure control)
  (import (perdure primitives) (perdure syntax) (perdure machine))
  (export call/cc call-with-current-continuation
          call-with-values dynamic-wind apply
          with-exception-handler raise raise-continuable error
          make-parameter force make-promise
          %parameterize %with-failure-handler)
  (include "control.scm"))
