; The ports in effect, and procedures that are called with a port.
(define-library (perdure ports)
  (import (perdure primitives) (perdure control) (perdure syntax))
  (export
    current-input-port current-output-port current-error-port
    call-with-port call-with-output-string with-output-to-string
    call-with-input-file call-with-output-file
    with-input-from-file with-output-to-file)
  (include "ports.scm"))
