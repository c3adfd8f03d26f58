(define-library (scheme write)
  (import (perdure primitives))
  (export display write write-shared write-simple))
