; What only mappings by hashes have: a comparator with a hash function, for which the order of
; the entries does not matter.

(define (make-hashmap-comparator of-values)
  (define (hash map)
    (modulo
     (folded (lambda (key value sum)
               (+ sum
                  (comparator-hash (comparator-of map) key)
                  (if (comparator-hashable? of-values)
                      (* 31 (comparator-hash of-values value))
                      0)))
             (size-in map)
             map)
     (hash-bound)))
  (make-comparator mapping?
                   (lambda (one other) (mapping=? of-values one other))
                   #f
                   hash))

(define hashmap-comparator (make-hashmap-comparator (make-default-comparator)))
