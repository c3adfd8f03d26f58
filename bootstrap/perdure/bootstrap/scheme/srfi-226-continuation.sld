; SRFI 226: continuations. Its call/cc is delimited by the prompts with the default tag; the
; report's is not.
(define-library (srfi 226 continuation)
  (import (only (perdure control) dynamic-wind) (perdure prompts))
  (export
    make-continuation-violation continuation-violation?
    continuation-violation-prompt-tag call-with-non-composable-continuation
    call-with-current-continuation call/cc call-with-composable-continuation
    call-in-continuation call-in return-to call-with-continuation-barrier
    continuation-prompt-available? dynamic-wind unwind-protect))
