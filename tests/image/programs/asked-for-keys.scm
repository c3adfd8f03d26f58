(define (asked . keys)
  (define table (make-hash-table))
  (for-each (lambda (key) (hash-table-set! table key 0)) keys)
  (PROCEDURE table))
