(define keys (map list (iota 300)))
(define table (make-hash-table eq?))
(for-each (lambda (key) (hash-table-set! table key (car key))) keys)
