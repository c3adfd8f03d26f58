; SRFI 132: sort libraries. Every sort here is stable; selection takes linear time.
(define-library (srfi 132)
  (import (perdure primitives) (perdure control) (perdure syntax) (perdure lists)
          (perdure sorting))
  (export
    list-sorted? vector-sorted?
    list-sort (rename list-sort list-stable-sort)
    (rename list-sort list-sort!) (rename list-sort list-stable-sort!)
    vector-sort (rename vector-sort vector-stable-sort)
    vector-sort! (rename vector-sort! vector-stable-sort!)
    list-merge list-merge! vector-merge vector-merge!
    list-delete-neighbor-dups list-delete-neighbor-dups!
    vector-delete-neighbor-dups vector-delete-neighbor-dups!
    vector-find-median vector-find-median! vector-select! vector-separate!)
  (include "srfi-132.scm"))
