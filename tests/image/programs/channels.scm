; A channel and a mutex, for what is done to them by other programs.
(import (scheme base) (perdure process) (perdure channels) (perdure locks))
(define items (make-channel))
(define key (make-mutex))
