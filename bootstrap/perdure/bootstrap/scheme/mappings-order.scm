; What only mappings with ordered keys have.

(define (mapping/ordered comparator . arguments) (apply mapping comparator arguments))

(define (end-of what end map)
  (if (not (tree-in (checked what map))) (fail what "a mapping with a key" map))
  (end (tree-in map)))

(define (mapping-min-key map) (key-of (end-of "-min-key" first-of map)))
(define (mapping-max-key map) (key-of (end-of "-max-key" last-of map)))
(define (mapping-min-value map) (value-of (end-of "-min-value" first-of map)))
(define (mapping-max-value map) (value-of (end-of "-max-value" last-of map)))

(define (entry tree) (values (key-of tree) (value-of tree)))
(define (mapping-min-entry map) (entry (end-of "-min-entry" first-of map)))
(define (mapping-max-entry map) (entry (end-of "-max-entry" last-of map)))

; ---- By a key that need not be there

(define (part what map key until? is-with?)
  (checked what map)
  (make-mapping (comparator-of map)
                ((if until? tree-until tree-from) (before-of map) (tree-in map) key is-with?)))

(define (mapping-range< map key) (part "-range<" map key #t #f))
(define (mapping-range<= map key) (part "-range<=" map key #t #t))
(define (mapping-range> map key) (part "-range>" map key #f #f))
(define (mapping-range>= map key) (part "-range>=" map key #f #t))

(define (mapping-range= map key)
  (found (checked "-range=" map) key
         (lambda () (make-mapping (comparator-of map) #f))
         (lambda (key value) (make-mapping (comparator-of map) (node key value #f #f)))))

(define (mapping-split map key)
  (values (mapping-range< map key) (mapping-range<= map key) (mapping-range= map key)
          (mapping-range>= map key) (mapping-range> map key)))

(define (mapping-key-predecessor map key failure)
  (let ((before (tree-in (part "-key-predecessor" map key #t #f))))
    (if before (key-of (last-of before)) (failure))))

(define (mapping-key-successor map key failure)
  (let ((after (tree-in (part "-key-successor" map key #f #f))))
    (if after (key-of (first-of after)) (failure))))

(define (mapping-catenate comparator one key value other)
  (checked "-catenate" one)
  (checked "-catenate" other)
  (empty-with "-catenate" comparator)
  (let ((left (tree-in one)) (right (tree-in other)))
    (if (not (and (or (not left) (<? comparator (key-of (last-of left)) key))
                  (or (not right) (<? comparator key (key-of (first-of right))))))
        (fail "-catenate" "a key between those of both mappings" key))
    (make-mapping comparator (joined key value left right))))

(define (mapping-catenate! one key value other)
  (mapping-catenate (mapping-key-comparator one) one key value other))

(define (mapping-map/monotone f comparator map) (mapping-map f comparator map))

(define (mapping-fold/reverse f nil map)
  (checked-procedure "-fold/reverse" f)
  (tree-fold/reverse f nil (tree-in (checked "-fold/reverse" map))))

; ---- Comparators

; By the first entries that differ: by their keys, else by their values.
(define (make-mapping-comparator of-values)
  (define (before? one other)
    (let ((keys (comparator-of one)))
      (let loop ((one (entries-of one)) (other (entries-of other)))
        (cond ((null? other) #f)
              ((null? one) #t)
              ((not (=? keys (car (car one)) (car (car other))))
               (<? keys (car (car one)) (car (car other))))
              ((not (=? of-values (cdr (car one)) (cdr (car other))))
               (<? of-values (cdr (car one)) (cdr (car other))))
              (else (loop (cdr one) (cdr other)))))))
  (make-comparator mapping?
                   (lambda (one other) (mapping=? of-values one other))
                   (and (comparator-ordered? of-values) before?)
                   #f))

(define mapping-comparator (make-mapping-comparator (make-default-comparator)))
