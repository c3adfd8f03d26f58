; SRFI 226: what is a continuation.
(define-library (srfi 226 inspection)
  (import (perdure prompts))
  (export continuation? non-composable-continuation?))
