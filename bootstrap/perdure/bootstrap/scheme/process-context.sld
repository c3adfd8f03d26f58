; R7RS (scheme process-context). A process is one of the image's: `exit` ends it alone.
(define-library (scheme process-context)
  (import (perdure primitives) (perdure control) (perdure syntax)
          (only (perdure machine) %rewind!) (perdure loading))
  (export emergency-exit exit get-environment-variable get-environment-variables
          (rename %command-line command-line))
  (begin
    (define exit
      (case-lambda
        (() (exit #t))
        ((code) (%rewind! '()) (%exit code))))

    (define emergency-exit
      (case-lambda
        (() (%exit #t))
        ((code) (%exit code))))))
