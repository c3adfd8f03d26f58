; SRFI 46: syntax-rules with an ellipsis of one's own and patterns after it; as in R7RS.
(define-library (srfi 46)
  (import (perdure syntax))
  (export syntax-rules ... _))
