; SRFI 226: continuation prompts.
(define-library (srfi 226 prompt)
  (import (perdure prompts))
  (export
    make-continuation-violation continuation-violation?
    continuation-violation-prompt-tag make-continuation-prompt-tag
    default-continuation-prompt-tag continuation-prompt-tag?
    call-with-continuation-prompt abort-current-continuation))
