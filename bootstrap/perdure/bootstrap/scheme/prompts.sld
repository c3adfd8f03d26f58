; Delimited continuations: what the libraries (srfi 226 ...) share.
(define-library (perdure prompts)
  (import (except (perdure primitives) call/cc call-with-current-continuation) (perdure syntax)
          (only (perdure machine) %rewind! %call-delimited)
          (except (perdure control) call/cc call-with-current-continuation))
  (export
    make-continuation-prompt-tag default-continuation-prompt-tag
    continuation-prompt-tag? call-with-continuation-prompt
    abort-current-continuation make-continuation-violation
    continuation-violation? continuation-violation-prompt-tag
    call/cc (rename call/cc call-with-current-continuation)
    call-with-non-composable-continuation call-with-composable-continuation
    call-in-continuation call-in return-to call-with-continuation-barrier
    continuation-prompt-available? unwind-protect
    reset-at shift-at reset shift prompt control
    continuation? non-composable-continuation?)
  (include "prompts.scm"))
