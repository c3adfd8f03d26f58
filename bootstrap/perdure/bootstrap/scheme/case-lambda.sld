(define-library (scheme case-lambda)
  (import (perdure syntax))
  (export case-lambda))
