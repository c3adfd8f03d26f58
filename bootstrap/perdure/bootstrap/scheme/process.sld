; Processes: computations that go on whatever happens to the machine.
; What each does is told in docs/processes.md.
(define-library (perdure process)
  (import (perdure primitives))
  (export await-external cancel! complete-external! process-state processes
          receive self send! sleep spawn wait yield))
