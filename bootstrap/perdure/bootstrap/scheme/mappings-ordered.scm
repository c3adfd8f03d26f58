; What mappings with ordered keys (SRFI 146) are: a search tree by the comparator's order. The
; other procedures stand upon these (mappings.scm).

(define prefix "mapping")

(define-record-type ordered-mapping
  (make-mapping comparator tree)
  mapping?
  (comparator comparator-of)
  (tree tree-in))

(define (before-of mapping) (comparator-ordering-predicate (comparator-of mapping)))

(define (empty-with what comparator)
  (if (not (and (comparator? comparator) (comparator-ordered? comparator)))
      (fail what "a comparator with an order" comparator))
  (make-mapping comparator #f))

; Call `success` with the key that is there and its value, else `failure`.
(define (found mapping key failure success)
  (let ((at (tree-at (before-of mapping) (tree-in mapping) key)))
    (if at (success (key-of at) (value-of at)) (failure))))

(define (with mapping key value)
  (make-mapping (comparator-of mapping)
                (tree-with (before-of mapping) (tree-in mapping) key value)))

; The key is there.
(define (without mapping key)
  (make-mapping (comparator-of mapping)
                (tree-without (before-of mapping) (tree-in mapping) key)))

(define (folded f nil mapping) (tree-fold f nil (tree-in mapping)))
(define (entries-of mapping)
  (tree-fold/reverse (lambda (key value made) (cons (cons key value) made)) '() (tree-in mapping)))
(define (size-in mapping) (count-of (tree-in mapping)))

; One with these of its entries, which are in order.
(define (with-only mapping entries) (make-mapping (comparator-of mapping) (tree-of entries)))

(define (first-entry mapping failure success)
  (if (tree-in mapping)
      (let ((first (first-of (tree-in mapping))))
        (success (key-of first) (value-of first)))
      (failure)))
