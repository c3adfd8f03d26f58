(define-library (perdure control)
  (import (perdure primitives) (perdure syntax))
  (export call/cc call-with-current-continuation
          call-with-values dynamic-wind apply
          with-exception-handler raise raise-continuable error
          make-parameter force make-promise
          %parameterize %guard %rewind-and-throw %rewind!)
  (include "control.scm"))
