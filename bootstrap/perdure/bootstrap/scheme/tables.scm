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

; Where a key comes twice, the first one counts.
(define (alist->hash-table items . arguments)
  (let ((table (apply make-hash-table arguments)))
    (add-new! table items)
    table))

; Where both have a key, the first table's value stays.
(define (hash-table-merge! table other)
  (if (not (hash-table? table)) (%expected 'hash-table-merge! "a hash table" table))
  (if (not (hash-table? other)) (%expected 'hash-table-merge! "a hash table" other))
  (add-new! table (hash-table->alist other))
  table)

(define (add-new! table items)
  (if (not (%hash-table-add! table items))
      (for-each (lambda (entry)
                  (if (not (hash-table-contains? table (car entry)))
                      (hash-table-set! table (car entry) (cdr entry))))
                items)))

(define (hash-table-walk table f)
  (for-each (lambda (entry) (f (car entry) (cdr entry)))
            (hash-table->alist table)))

; SRFI 125 has the procedure first, older libraries have the table first.
(define (hash-table-for-each f table)
  (if (hash-table? f)
      (hash-table-walk f table)
      (hash-table-walk table f)))

(define (hash-table-fold table f start)
  (cond ((hash-table? table) (fold-entries f start table))
        ((hash-table? start) (fold-entries table f start)) ; as SRFI 125 has it
        (else (%expected 'hash-table-fold "a hash table" start))))

(define (fold-entries f start table)
  (fold (lambda (entry made) (f (car entry) (cdr entry) made))
        start
        (hash-table->alist table)))

(define (hash-table-map! f table)
  (hash-table-walk table
    (lambda (key value) (hash-table-set! table key (f key value)))))

(define (hash-table-prune! unwanted? table)
  (hash-table-walk table
    (lambda (key value)
      (if (unwanted? key value) (hash-table-delete! table key)))))

; ---- custom tables

; The equivalence and the hash function are procedures of a program's. A bucket is the
; list of the entries whose keys have one hash; it is replaced whole, never changed, so
; that the procedures may escape, be entered again or change the table themselves.

(define (%custom-hash table key)
  (let ((hash (cdr (%custom-functions table))))
    (if (%accepts? hash 1) (hash key) (hash key custom-bound))))

(define custom-bound 4294967296) ; given to hash functions of SRFI 69 that want one

(define (%custom-entry table key bucket)
  (let ((same? (car (%custom-functions table))))
    (let loop ((rest bucket))
      (cond ((null? rest) #f)
            ((same? (caar rest) key) (car rest))
            (else (loop (cdr rest)))))))

(define (%custom-find table key default)
  (let ((entry (%custom-entry table key (%custom-bucket table (%custom-hash table key)))))
    (if entry (cdr entry) default)))

(define (%custom-contains? table key)
  (if (%custom-entry table key (%custom-bucket table (%custom-hash table key))) #t #f))

(define (%custom-set! table key value)
  (let* ((hash (%custom-hash table key))
         (entry (%custom-entry table key (%custom-bucket table hash)))
         (bucket (%custom-bucket table hash)))
    (%set-custom-bucket! table hash
      (if entry
          (cons (cons key value) (without entry bucket)) ; the old key goes, too
          (cons (cons key value) bucket)))))

(define (%custom-delete! table key)
  (let* ((hash (%custom-hash table key))
         (entry (%custom-entry table key (%custom-bucket table hash))))
    (if entry
        (begin (%set-custom-bucket! table hash (without entry (%custom-bucket table hash)))
               #t)
        #f)))

(define (without entry bucket)
  (remove (lambda (other) (eq? other entry)) bucket))
