; R7RS (scheme load). Each form is run before the next is read; the value is that of the last.
(define-library (scheme load)
  (import (perdure primitives) (perdure syntax) (perdure loading))
  (export load)
  (begin
    (define (load name . environment)
      (%load-text
       (%file-text name)
       name
       (if (pair? environment) (car environment) (interaction-environment))))))
