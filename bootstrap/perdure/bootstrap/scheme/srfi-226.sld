; SRFI 226: control features; of them, delimited continuations. Its `prompt` and
; `control` are the SRFI's examples.
(define-library (srfi 226)
  (import (srfi 226 prompt) (srfi 226 continuation) (srfi 226 shift-reset)
          (srfi 226 inspection) (only (perdure prompts) prompt control))
  (export
    make-continuation-violation continuation-violation?
    continuation-violation-prompt-tag make-continuation-prompt-tag
    default-continuation-prompt-tag continuation-prompt-tag?
    call-with-continuation-prompt abort-current-continuation
    call-with-non-composable-continuation call-with-current-continuation
    call/cc call-with-composable-continuation call-in-continuation call-in
    return-to call-with-continuation-barrier continuation-prompt-available?
    dynamic-wind unwind-protect reset-at shift-at reset shift prompt control
    continuation? non-composable-continuation?))
