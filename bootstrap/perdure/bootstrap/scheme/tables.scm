; Hash tables. Whatever walks a table walks the entries that it had at the start, so
; the procedures called may change it.

(define (hash-table-ref table key . more)
  (let ((found (%hash-table-find table key)))
    (cond ((default-object? found)
           (if (or (null? more) (not (car more)))
               (%hash-table-no-key key)
               ((car more))))
          ((or (null? more) (null? (cdr more))) found)
          (else ((cadr more) found)))))

(define (hash-table-ref! table key make)
  (let ((found (%hash-table-find table key)))
    (if (default-object? found)
        (let ((made (make)))
          (hash-table-set! table key made)
          made)
        found)))

(define (hash-table-update! table key change . more)
  (hash-table-set! table key
    (change (if (null? more)
                (hash-table-ref table key)
                (apply hash-table-ref table key more)))))

(define (hash-table-update!/default table key change default)
  (if (not (%hash-table-update-leaf! table key change default))
      (hash-table-set! table key (change (hash-table-ref/default table key default)))))

(define (hash-table-walk table f)
  (for-each (lambda (entry) (f (car entry) (cdr entry)))
            (hash-table->alist table)))

; SRFI 125 has the procedure first, older libraries have the table first.
(define (hash-table-for-each f table)
  (if (hash-table? f)
      (hash-table-walk f table)
      (hash-table-walk table f)))

(define (hash-table-fold table f start)
  (if (hash-table? table)
      (fold (lambda (entry made) (f (car entry) (cdr entry) made))
            start
            (hash-table->alist table))
      (hash-table-fold start table f)))

(define (hash-table-map! f table)
  (hash-table-walk table
    (lambda (key value) (hash-table-set! table key (f key value)))))

(define (hash-table-prune! unwanted? table)
  (hash-table-walk table
    (lambda (key value)
      (if (unwanted? key value) (hash-table-delete! table key)))))
