(import (python test_programs))
(guard (e ((error-object? e) (error-object-message e)))
  (charge-card "empty" 1))
