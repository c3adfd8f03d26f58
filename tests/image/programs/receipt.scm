(import (python test_programs))
(define receipt (charge-card "a1" 250))
(list (hash-table-ref receipt "cents") (vat 100) (confirm receipt))
