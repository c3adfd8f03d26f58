; SRFI 226: shift and reset.
(define-library (srfi 226 shift-reset)
  (import (perdure prompts))
  (export reset-at shift-at reset shift))
