; R7RS (scheme file). How files go with commits is told in docs/files.md.
(define-library (scheme file)
  (import (perdure primitives) (perdure ports))
  (export
    call-with-input-file call-with-output-file delete-file file-exists?
    open-binary-input-file open-binary-output-file open-input-file
    open-output-file with-input-from-file with-output-to-file))
