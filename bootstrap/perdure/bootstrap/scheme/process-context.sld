; R7RS (scheme process-context), as far as it goes.
(define-library (scheme process-context)
  (import (perdure loading))
  (export (rename %command-line command-line)))
