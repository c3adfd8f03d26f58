; R7RS (scheme repl): where `perdure eval`, `load` and `repl` work.
(define-library (scheme repl)
  (import (perdure primitives))
  (export interaction-environment))
