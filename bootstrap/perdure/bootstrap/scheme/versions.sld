; Which version of the program a process is of, and going on in the newest: docs/embedding.md.
(define-library (perdure versions)
  (import (perdure primitives))
  (export call-newest program-version))
