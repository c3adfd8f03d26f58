(define-library (perdure control)
  (import (perdure primitives) (perdure syntax))
  (export call/cc call-with-current-continuation
          call-with-values dynamic-wind apply
          with-exception-handler raise raise-continuable error
          make-parameter force make-promise
          %parameterize %set-parameter! %rewind-and-throw %rewind! %guard-on-heap
          %raise-to-handler %raise-continuably %raise-with-handlers %raise-to-guard)
  (include "control.scm"))
