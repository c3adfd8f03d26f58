; Procedures over hash tables that call procedures.
(define-library (perdure tables)
  (import (perdure primitives) (perdure control) (perdure syntax) (perdure lists))
  (export
    hash-table-ref hash-table-ref! hash-table-update! hash-table-update!/default
    hash-table-walk hash-table-for-each hash-table-fold hash-table-map!
    hash-table-prune! hash-table-merge! alist->hash-table
    %custom-find %custom-contains? %custom-set! %custom-delete!)
  (include "tables.scm"))
