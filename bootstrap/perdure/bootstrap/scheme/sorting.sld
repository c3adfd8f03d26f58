; Sorting lists and vectors (SRFI 132, and `sort` with its arguments in either order).
(define-library (perdure sorting)
  (import (perdure primitives) (perdure control) (perdure syntax))
  (export sort sort! list-sort vector-sort vector-sort! sorted? merge)
  (include "sorting.scm"))
