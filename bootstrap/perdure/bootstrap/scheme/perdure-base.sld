; What is common beside R7RS-small, under the names of SRFIs 1, 13, 60 and 133 and of
; MIT Scheme. A program that imports nothing has it, and so does the REPL.
(define-library (perdure base)
  (import (perdure primitives) (perdure lists) (perdure sequences) (perdure sorting)
          (perdure tables) (perdure ports)
          (only (perdure strings) string-count string-index))
  (export
    ; lists
    any append! append-map append-reverse assert cons* count delete
    delete-duplicates every fifth filter filter-map find find-tail first fold
    fold-left fold-right fourth iota last last-pair list* list-head list-index
    list-tabulate partition reduce reduce-right remove reverse! second third
    ; sorting
    list-sort merge sort sort! sorted? vector-sort vector-sort!
    ; strings and symbols
    intern string-contains string-count string-head string-index string-join
    string-null? string-pad-left string-pad-right string-prefix?
    string-replace-all string-reverse string-search-all
    string-search-backward string-search-forward string-split string-suffix?
    string-tail string-trim string-trim-both string-trim-left
    string-trim-right symbol-append symbol<?
    ; vectors and bytevectors
    bytevector-fill! make-initialized-vector subvector vector-binary-search
    vector-count vector-fold vector-grow vector-index vector-swap!
    vector-tabulate
    ; hash tables
    eq-hash equal-hash eqv-hash hash-table-clear! hash-table-contains?
    hash-table-count hash-table-empty? hash-table-for-each hash-table-map!
    hash-table-prune! hash-table-ref! make-equal-hash-table make-eqv-hash-table
    make-string-hash-table make-strong-eq-hash-table make-strong-eqv-hash-table
    ; numbers
    -1+ 1+ 1- arithmetic-shift bit-count bitwise-and bitwise-not bitwise-or
    bitwise-xor exact->inexact exact-nonnegative-integer? exact-rational?
    inexact->exact
    ; conditions and records
    condition-irritants condition-kind condition-message condition-position
    condition-report-string condition-who condition? error? record-type
    record-type-fields record-type-name record-type? record?
    ; ports and the rest
    call-with-output-string default-object? flush-output void
    with-output-to-string write-line))
