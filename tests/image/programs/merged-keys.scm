; Keys that Scheme tells apart and Python does not.
(let ((table (make-hash-table)))
  (hash-table-set! table 'a 1)
  (hash-table-set! table "a" 2)
  (size table))
