; SRFI 30: nested block comments. The reader knows them; there is nothing to import.
(define-library (srfi 30)
  (export))
