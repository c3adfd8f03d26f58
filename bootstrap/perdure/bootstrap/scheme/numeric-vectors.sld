; What the libraries (srfi 160 u8) and so on have in common: for each procedure that calls
; procedures one that makes it for a kind of vectors.
(define-library (perdure numeric-vectors)
  (import (perdure primitives) (perdure control) (perdure syntax) (perdure lists))
  (export
    unfolding unfolding-right unfolding-into unfolding-into-right
    folding folding-right mapping mapping-into doing-for-each counting cumulating
    taking-while taking-while-right dropping-while dropping-while-right
    finding-index finding-index-right finding-skip finding-skip-right
    suiting-any suiting-every parting filtering removing generating writing)
  (include "numeric-vectors.scm"))
