(import (scheme base) (scheme write))
(display "hello")
(newline)
