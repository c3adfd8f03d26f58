; R7RS (scheme load). Each form is run before the next is read; the value is that of the last.
(define-library (scheme load)
  (import (perdure primitives) (perdure syntax) (perdure loading))
  (export load)
  (begin
    (define (load name . environment)
      (let ((text (%file-text name)))
        (%note-text (%being-loaded) name text)
        (%load-text text name
                    (if (pair? environment) (car environment) (interaction-environment)))))))
