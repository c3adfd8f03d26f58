; SRFI 62: datum comments. The reader knows them; there is nothing to import.
(define-library (srfi 62)
  (export))
