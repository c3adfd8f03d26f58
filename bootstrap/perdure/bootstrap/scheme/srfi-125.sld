; SRFI 125: intermediate hash tables, over the same tables as (srfi 69).
(define-library (srfi 125)
  (import (except (perdure primitives)
                  make-hash-table hash-table-set! hash-table-delete! hash-table-count)
          (perdure control) (perdure syntax) (perdure lists)
          (prefix (only (perdure primitives)
                        make-hash-table hash-table-set! hash-table-delete!) %)
          (except (perdure tables) alist->hash-table)
          (perdure comparators))
  (export
    ; made
    make-hash-table hash-table hash-table-unfold alist->hash-table
    ; asked
    hash-table? hash-table-contains? hash-table-exists? hash-table-empty?
    hash-table=? hash-table-mutable? hash-table-ref hash-table-ref/default
    ; changed
    hash-table-set! hash-table-delete! hash-table-intern! hash-table-update!
    hash-table-update!/default hash-table-pop! hash-table-clear!
    ; as a whole
    hash-table-size hash-table-keys hash-table-values hash-table-entries
    hash-table-find hash-table-count
    hash-table-map hash-table-for-each hash-table-walk hash-table-map!
    hash-table-map->list hash-table-fold hash-table-prune!
    hash-table-copy hash-table-empty-copy hash-table->alist
    ; as sets
    hash-table-union! hash-table-merge! hash-table-intersection!
    hash-table-difference! hash-table-xor!
    ; of old
    hash string-hash string-ci-hash hash-by-identity
    hash-table-equivalence-function hash-table-hash-function)
  (include "srfi-125.scm"))
