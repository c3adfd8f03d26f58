; SRFI 127: lazy sequences.
(define-library (srfi 127)
  (import (perdure primitives) (perdure control) (perdure syntax))
  (export
    generator->lseq lseq? lseq=?
    lseq-car lseq-first lseq-cdr lseq-rest lseq-ref lseq-take lseq-drop
    lseq-realize lseq->generator lseq-length lseq-append lseq-zip
    lseq-map lseq-for-each lseq-filter lseq-remove
    lseq-find lseq-find-tail lseq-any lseq-every lseq-index
    lseq-take-while lseq-drop-while lseq-member lseq-memq lseq-memv)
  (include "srfi-127.scm"))
