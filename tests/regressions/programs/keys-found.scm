(let loop ((keys (hash-table-keys kept)))
  (cond ((null? keys) #t)
        ((hash-table-exists? kept (car keys)) (loop (cdr keys)))
        (else (car keys))))
