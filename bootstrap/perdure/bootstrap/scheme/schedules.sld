; What is to be done again and again, at its times: docs/schedules.md.
(define-library (perdure schedules)
  (import (perdure primitives))
  (export schedule! schedule-next schedule-pause! schedule-paused? schedule-remove! schedule-resume!
          schedule-runs schedule-trigger! schedules))
