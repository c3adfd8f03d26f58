; SRFI 115: Scheme regular expressions.
(define-library (srfi 115)
  (import (perdure primitives) (perdure control) (perdure syntax) (perdure lists))
  (export
    regexp rx regexp->sre char-set->sre valid-sre? regexp? regexp-match?
    regexp-matches regexp-matches? regexp-search regexp-fold regexp-extract
    regexp-split regexp-partition regexp-replace regexp-replace-all
    regexp-match-submatch regexp-match-submatch-start regexp-match-submatch-end
    regexp-match-count regexp-match->list)
  (include "srfi-115.scm"))
