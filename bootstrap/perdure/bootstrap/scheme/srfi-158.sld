; SRFI 158: generators and accumulators.
(define-library (srfi 158)
  (import (perdure primitives) (perdure control) (perdure syntax) (perdure lists))
  (export
    ; generators made
    generator circular-generator make-iota-generator make-range-generator
    make-coroutine-generator list->generator vector->generator
    reverse-vector->generator string->generator bytevector->generator
    make-for-each-generator make-unfold-generator
    ; generators from generators
    gcons* gappend gflatten ggroup gmerge gmap gcombine gfilter gremove
    gstate-filter gtake gdrop gtake-while gdrop-while gdelete
    gdelete-neighbor-dups gindex gselect
    ; values consumed
    generator->list generator->reverse-list generator->vector generator->vector!
    generator->string generator-fold generator-map->list generator-for-each
    generator-find generator-count generator-any generator-every generator-unfold
    ; accumulators
    make-accumulator count-accumulator list-accumulator reverse-list-accumulator
    vector-accumulator reverse-vector-accumulator vector-accumulator!
    string-accumulator bytevector-accumulator bytevector-accumulator!
    sum-accumulator product-accumulator)
  (include "srfi-158.scm" "srfi-158-accumulators.scm"))
