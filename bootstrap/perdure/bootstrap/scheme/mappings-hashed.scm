; What mappings by hashes (SRFI 146) are: a search tree by the keys' hashes, with a list of the
; entries (key . value) of each. The other procedures stand upon these (mappings.scm).

(define prefix "hashmap")

(define-record-type hashed-mapping
  (make-hashmap comparator size tree)
  mapping?
  (comparator comparator-of)
  (size size-in)
  (tree tree-in))

(define (empty-with what comparator)
  (if (not (and (comparator? comparator) (comparator-hashable? comparator)))
      (fail what "a comparator with a hash function" comparator))
  (make-hashmap comparator 0 #f))

(define (hash-of map key) (comparator-hash (comparator-of map) key))

(define (bucket-at map hash)
  (let ((at (tree-at < (tree-in map) hash)))
    (if at (value-of at) '())))

(define (entry-in map bucket key)
  (let ((same? (comparator-equality-predicate (comparator-of map))))
    (let loop ((bucket bucket))
      (cond ((null? bucket) #f)
            ((same? key (car (car bucket))) (car bucket))
            (else (loop (cdr bucket)))))))

; Call `success` with the key that is there and its value, else `failure`.
(define (found map key failure success)
  (let ((entry (entry-in map (bucket-at map (hash-of map key)) key)))
    (if entry (success (car entry) (cdr entry)) (failure))))

(define (with map key value)
  (let* ((hash (hash-of map key))
         (bucket (bucket-at map hash))
         (old (entry-in map bucket key)))
    (make-hashmap (comparator-of map)
                  (if old (size-in map) (+ 1 (size-in map)))
                  (tree-with < (tree-in map) hash
                             (cons (cons key value) (if old (remq-one old bucket) bucket))))))

; The key is there.
(define (without map key)
  (let* ((hash (hash-of map key))
         (bucket (bucket-at map hash))
         (left (remq-one (entry-in map bucket key) bucket)))
    (make-hashmap (comparator-of map)
                  (- (size-in map) 1)
                  (if (null? left)
                      (tree-without < (tree-in map) hash)
                      (tree-with < (tree-in map) hash left)))))

(define (remq-one item items)
  (if (eq? item (car items)) (cdr items) (cons (car items) (remq-one item (cdr items)))))

(define (folded f nil map)
  (tree-fold
   (lambda (hash bucket made)
     (let loop ((bucket bucket) (made made))
       (if (null? bucket)
           made
           (loop (cdr bucket) (f (car (car bucket)) (cdr (car bucket)) made)))))
   nil
   (tree-in map)))

(define (entries-of map)
  (reverse (folded (lambda (key value made) (cons (cons key value) made)) '() map)))

; One with these of its entries.
(define (with-only map entries)
  (let loop ((entries entries) (made (make-hashmap (comparator-of map) 0 #f)))
    (if (null? entries)
        made
        (loop (cdr entries) (with made (car (car entries)) (cdr (car entries)))))))

(define (first-entry map failure success)
  (if (tree-in map)
      (let ((entry (car (value-of (first-of (tree-in map))))))
        (success (car entry) (cdr entry)))
      (failure)))
