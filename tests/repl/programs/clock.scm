(import (scheme base) (scheme write) (perdure process))
(spawn (lambda () (sleep 0.05) (display "tick ")))
(write (read-line))
