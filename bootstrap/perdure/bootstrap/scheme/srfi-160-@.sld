; SRFI 160: vectors of @ numbers. The bootstrap reads this file once for each kind, with the
; kind's name where the at sign is.
(define-library (srfi 160 @)
  (import (perdure primitives) (perdure control) (perdure syntax) (perdure lists)
          (perdure numeric-vectors) (only (perdure comparators) make-comparator))
  (export
    make-@vector @vector @vector-unfold @vector-unfold-right @vector-copy
    @vector-reverse-copy @vector-append @vector-concatenate @vector-append-subvectors
    @? @vector? @vector-empty? @vector=
    @vector-ref @vector-length
    @vector-take @vector-take-right @vector-drop @vector-drop-right @vector-segment
    @vector-fold @vector-fold-right @vector-map @vector-map! @vector-for-each
    @vector-count @vector-cumulate
    @vector-take-while @vector-take-while-right @vector-drop-while
    @vector-drop-while-right @vector-index @vector-index-right @vector-skip
    @vector-skip-right @vector-any @vector-every @vector-partition
    @vector-filter @vector-remove
    @vector-set! @vector-swap! @vector-fill! @vector-reverse! @vector-copy!
    @vector-reverse-copy! @vector-unfold! @vector-unfold-right!
    @vector->list reverse-@vector->list list->@vector reverse-list->@vector
    @vector->vector vector->@vector
    make-@vector-generator @vector-comparator write-@vector)
  (include "srfi-160-@.scm"))
