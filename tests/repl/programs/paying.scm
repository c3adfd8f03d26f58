(import (scheme base) (scheme write) (python bank))
(display (charge-card "4111" (+ 1000 (interest 25000))))
(newline)
