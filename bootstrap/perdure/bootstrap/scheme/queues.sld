; Jobs that wait for their turn: docs/queues.md.
(define-library (perdure queues)
  (import (perdure primitives))
  (export enqueue! queue! queue-remove! queue-running queue-waiting queues))
