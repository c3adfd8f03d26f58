; SRFI 146: mappings that never change, with ordered keys.
(define-library (srfi 146)
  (import (perdure primitives) (perdure control) (perdure syntax) (perdure lists)
          (perdure comparators))
  (export
    mapping mapping-unfold mapping? mapping-contains? mapping-empty? mapping-disjoint?
    mapping-ref mapping-ref/default mapping-key-comparator mapping-adjoin
    (rename mapping-adjoin mapping-adjoin!) mapping-set
    (rename mapping-set mapping-set!) mapping-replace
    (rename mapping-replace mapping-replace!) mapping-delete
    (rename mapping-delete mapping-delete!) mapping-delete-all
    (rename mapping-delete-all mapping-delete-all!) mapping-intern
    (rename mapping-intern mapping-intern!) mapping-update
    (rename mapping-update mapping-update!) mapping-update/default
    (rename mapping-update/default mapping-update!/default) mapping-pop
    (rename mapping-pop mapping-pop!) mapping-search
    (rename mapping-search mapping-search!) mapping-size mapping-find mapping-count
    mapping-any? mapping-every? mapping-keys mapping-values mapping-entries mapping-map
    mapping-map->list mapping-for-each mapping-fold mapping-filter
    (rename mapping-filter mapping-filter!) mapping-remove
    (rename mapping-remove mapping-remove!) mapping-partition
    (rename mapping-partition mapping-partition!) mapping-copy mapping->alist
    alist->mapping alist->mapping! mapping=? mapping<? mapping>? mapping<=? mapping>=?
    mapping-union mapping-intersection mapping-difference mapping-xor
    (rename mapping-union mapping-union!)
    (rename mapping-intersection mapping-intersection!)
    (rename mapping-difference mapping-difference!) (rename mapping-xor mapping-xor!)
    ; with ordered keys
    mapping/ordered (rename mapping-unfold mapping-unfold/ordered)
    (rename alist->mapping alist->mapping/ordered)
    (rename alist->mapping! alist->mapping/ordered!) mapping-min-key mapping-max-key
    mapping-min-value mapping-max-value mapping-min-entry mapping-max-entry
    mapping-key-predecessor mapping-key-successor mapping-range= mapping-range<
    mapping-range> mapping-range<= mapping-range>=
    (rename mapping-range= mapping-range=!) (rename mapping-range< mapping-range<!)
    (rename mapping-range> mapping-range>!) (rename mapping-range<= mapping-range<=!)
    (rename mapping-range>= mapping-range>=!) mapping-split
    (rename mapping-split mapping-split!) mapping-catenate mapping-catenate!
    mapping-map/monotone (rename mapping-map/monotone mapping-map/monotone!)
    mapping-fold/reverse comparator? mapping-comparator make-mapping-comparator)
  (include "trees.scm" "mappings-ordered.scm" "mappings.scm" "mappings-order.scm"))
