; SRFI 125, where it differs from (srfi 69) or goes beyond it. All tables can be changed.

; ---- made

; (make-hash-table comparator argument ...), or with an equivalence and a hash function
; in its place. The other arguments are for a capacity or weakness, and ignored.
(define (make-hash-table comparator . arguments)
  (if (comparator? comparator)
      (%make-hash-table (comparator-table-equivalence comparator)
                        (comparator-hash-function comparator))
      (let ((table (apply %make-hash-table comparator arguments)))
        (if (and (%custom-table? table)
                 (not (and (pair? arguments) (procedure? (car arguments)))))
            (error 'make-hash-table "this equivalence needs a hash function:" comparator))
        table)))

(define (hash-table comparator . keys-and-values)
  (let ((table (make-hash-table comparator)))
    (let loop ((rest keys-and-values))
      (if (pair? rest)
          (begin
            (if (hash-table-contains? table (car rest))
                (error 'hash-table "this key comes twice:" (car rest)))
            (%hash-table-set! table (car rest) (value-after 'hash-table rest))
            (loop (cddr rest)))))
    table))

(define (value-after who rest)
  (if (null? (cdr rest)) (error who "there is no value for the last key," (car rest)))
  (cadr rest))

(define (hash-table-unfold stop? mapper successor seed comparator . arguments)
  (let ((table (apply make-hash-table comparator arguments)))
    (let loop ((seed seed))
      (if (not (stop? seed))
          (let-values (((key value) (mapper seed)))
            (%hash-table-set! table key value)
            (loop (successor seed)))))
    table))

(define (alist->hash-table items comparator . arguments)
  (hash-table-add! (apply make-hash-table comparator arguments) items))

; Where a key is there already, or comes twice, the first value stays.
(define (hash-table-add! table items)
  (for-each
   (lambda (entry)
     (if (not (hash-table-contains? table (car entry)))
         (%hash-table-set! table (car entry) (cdr entry))))
   items)
  table)

; ---- asked

(define (hash-table-mutable? table)
  (or (hash-table? table)
      (%expected 'hash-table-mutable? "a hash table" table)))

(define (hash-table=? comparator one other)
  (and (= (hash-table-size one) (hash-table-size other))
       (every (lambda (entry)
                (let ((value (%hash-table-find other (car entry))))
                  (and (not (default-object? value))
                       (=? comparator (cdr entry) value))))
              (hash-table->alist one))))

; ---- changed

(define (hash-table-set! table . keys-and-values)
  (if (null? keys-and-values) (hash-table-mutable? table))
  (let loop ((rest keys-and-values))
    (if (pair? rest)
        (begin
          (%hash-table-set! table (car rest) (value-after 'hash-table-set! rest))
          (loop (cddr rest))))))

; How many of the keys were there.
(define (hash-table-delete! table . keys)
  (if (null? keys) (hash-table-mutable? table))
  (fold (lambda (key count) (if (%hash-table-delete! table key) (+ count 1) count))
        0
        keys))

(define (hash-table-intern! table key make)
  (hash-table-ref! table key make))

(define (hash-table-pop! table)
  (let ((entries (hash-table->alist table)))
    (if (null? entries) (error 'hash-table-pop! "the table is empty"))
    (%hash-table-delete! table (caar entries))
    (values (caar entries) (cdar entries))))

; ---- as a whole

(define (hash-table-entries table)
  (let ((entries (hash-table->alist table)))
    (values (map car entries) (map cdr entries))))

(define (hash-table-find f table failure)
  (let loop ((rest (hash-table->alist table)))
    (if (null? rest)
        (failure)
        (or (f (caar rest) (cdar rest))
            (loop (cdr rest))))))

(define (hash-table-count suits? table)
  (if (hash-table? suits?)
      (hash-table-count table suits?)
      (count (lambda (entry) (suits? (car entry) (cdr entry)))
             (hash-table->alist table))))

(define (hash-table-map f comparator table)
  (let ((made (make-hash-table comparator)))
    (hash-table-walk table (lambda (key value) (%hash-table-set! made key (f value))))
    made))

(define (hash-table-map->list f table)
  (map (lambda (entry) (f (car entry) (cdr entry))) (hash-table->alist table)))

; ---- as sets

(define (hash-table-union! table other)
  (hash-table-merge! table other))

(define (hash-table-intersection! table other)
  (hash-table-prune! (lambda (key value) (not (hash-table-contains? other key))) table)
  table)

(define (hash-table-difference! table other)
  (hash-table-prune! (lambda (key value) (hash-table-contains? other key)) table)
  table)

(define (hash-table-xor! table other)
  (for-each
   (lambda (entry)
     (if (not (%hash-table-delete! table (car entry)))
         (%hash-table-set! table (car entry) (cdr entry))))
   (hash-table->alist other))
  table)
