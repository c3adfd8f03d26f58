; Sets and bags are one kind of object here: a collection, which knows which of the two
; it is, and has a hash table from each element to the pair of it and how often it is
; there. In a set that is once.
;
; The operations are written once. Each is made for sets and for bags by a procedure
; of the kind and of the name to use in errors; srfi-113-names.scm names them all.

(define-record-type collection
  (make-collection kind comparator table)
  collection?
  (kind kind-of)
  (comparator comparator-of)
  (table table-of set-table!))

(define (of-kind? kind x) (and (collection? x) (eq? (kind-of x) kind)))

(define (check kind who x)
  (if (not (of-kind? kind x))
      (%expected who (if (eq? kind 'set) "a set" "a bag") x))
  x)

(define (empty-collection kind comparator)
  (make-collection kind comparator
    (make-hash-table (comparator-table-equivalence comparator)
                     (comparator-hash-function comparator))))

(define (empty-like c) (empty-collection (kind-of c) (comparator-of c)))

(define (copied c)
  (make-collection (kind-of c) (comparator-of c) (hash-table-copy (table-of c))))

; ---- entries: pairs of an element and a count

(define (entries-of c) (hash-table-values (table-of c)))

(define (count-in c x)
  (let ((entry (hash-table-ref/default (table-of c) x #f)))
    (if entry (cdr entry) 0)))

; Of an element that is there already the object that is there stays.
(define (put-count! c x count)
  (let ((entry (hash-table-ref/default (table-of c) x #f)))
    (if (> count 0)
        (hash-table-set! (table-of c) x
          (cons (if entry (car entry) x) (if (eq? (kind-of c) 'set) 1 count)))
        (hash-table-delete! (table-of c) x))))

(define (add-count! c x count)
  (put-count! c x (+ (count-in c x) count)))

(define (put-entries! c entries)
  (for-each (lambda (entry) (put-count! c (car entry) (cdr entry))) entries)
  c)

(define (replace-element! c x)
  (let ((count (count-in c x)))
    (if (> count 0)
        (begin
          (hash-table-delete! (table-of c) x)
          (put-count! c x count)))))

(define (total c)
  (fold (lambda (entry sum) (+ (cdr entry) sum)) 0 (entries-of c)))

; Every element as often as it is there.
(define (elements-of c)
  (append-map (lambda (entry) (make-list (cdr entry) (car entry))) (entries-of c)))

; ---- made

(define (of-elements kind who)
  (lambda (comparator . elements)
    (add-all! (empty-collection kind comparator) elements)))

(define (add-all! c elements)
  (for-each (lambda (x) (add-count! c x 1)) elements)
  c)

(define (unfolded kind who)
  (lambda (comparator stop? mapper successor seed)
    (let ((c (empty-collection kind comparator)))
      (let loop ((seed seed))
        (if (stop? seed)
            c
            (begin
              (add-count! c (mapper seed) 1)
              (loop (successor seed))))))))

(define (from-list kind who)
  (lambda (comparator elements) (add-all! (empty-collection kind comparator) elements)))

(define (with-list! kind who)
  (lambda (c elements) (add-all! (check kind who c) elements)))

; ---- asked

(define (predicate kind who) (lambda (x) (of-kind? kind x)))
(define (contains kind who) (lambda (c x) (> (count-in (check kind who c) x) 0)))
(define (is-empty kind who) (lambda (c) (hash-table-empty? (table-of (check kind who c)))))

(define (is-disjoint kind who)
  (lambda (one other)
    (check kind who one)
    (check kind who other)
    (not (any (lambda (entry) (> (count-in other (car entry)) 0)) (entries-of one)))))

(define (member-of kind who)
  (lambda (c x default)
    (let ((entry (hash-table-ref/default (table-of (check kind who c)) x #f)))
      (if entry (car entry) default))))

(define (element-comparator kind who) (lambda (c) (comparator-of (check kind who c))))
(define (size kind who) (lambda (c) (total (check kind who c))))

(define (found kind who)
  (lambda (suits? c failure)
    (let loop ((rest (entries-of (check kind who c))))
      (cond ((null? rest) (failure))
            ((suits? (caar rest)) (caar rest))
            (else (loop (cdr rest)))))))

(define (counted kind who)
  (lambda (suits? c)
    (fold (lambda (entry sum) (if (suits? (car entry)) (+ (cdr entry) sum) sum))
          0
          (entries-of (check kind who c)))))

(define (some kind who)
  (lambda (suits? c)
    (if (any (lambda (entry) (suits? (car entry))) (entries-of (check kind who c))) #t #f)))

(define (all kind who)
  (lambda (suits? c)
    (if (every (lambda (entry) (suits? (car entry))) (entries-of (check kind who c))) #t #f)))

; ---- changed: each operation in place, and of it one upon a copy

(define (upon-copy in-place)
  (lambda (kind who)
    (let ((change! (in-place kind who)))
      (lambda (c . arguments) (apply change! (copied (check kind who c)) arguments)))))

(define (adjoined! kind who)
  (lambda (c . elements) (add-all! (check kind who c) elements)))

(define (replaced! kind who)
  (lambda (c x)
    (replace-element! (check kind who c) x)
    c))

(define (all-deleted! kind who)
  (lambda (c elements)
    (check kind who c)
    (for-each (lambda (x) (put-count! c x 0)) elements)
    c))

(define (deleted! kind who)
  (let ((delete-all! (all-deleted! kind who)))
    (lambda (c . elements) (delete-all! c elements))))

; (failure insert ignore) or (success element update remove); each of the four gives the
; collection and the object that it was given.
(define (searched! kind who)
  (lambda (c x failure success)
    (let ((entry (hash-table-ref/default (table-of (check kind who c)) x #f)))
      (if entry
          (success (car entry)
                   (lambda (new result)
                     (put-count! c x (- (cdr entry) 1))
                     (add-count! c new 1)
                     (values c result))
                   (lambda (result)
                     (put-count! c x (- (cdr entry) 1))
                     (values c result)))
          (failure (lambda (result)
                     (add-count! c x 1)
                     (values c result))
                   (lambda (result) (values c result)))))))

(define (kept who c kind wanted?)
  (put-entries! (empty-like (check kind who c))
                (filter (lambda (entry) (wanted? (car entry))) (entries-of c))))

(define (become! c other)
  (set-table! c (table-of other))
  c)

(define (filtered kind who) (lambda (suits? c) (kept who c kind suits?)))
(define (filtered! kind who) (lambda (suits? c) (become! c (kept who c kind suits?))))

(define (removed kind who)
  (lambda (suits? c) (kept who c kind (lambda (x) (not (suits? x))))))

(define (removed! kind who)
  (lambda (suits? c) (become! c (kept who c kind (lambda (x) (not (suits? x)))))))

(define (parted kind who)
  (lambda (suits? c)
    (check kind who c)
    (let-values (((in out) (partition (lambda (entry) (suits? (car entry))) (entries-of c))))
      (values (put-entries! (empty-like c) in) (put-entries! (empty-like c) out)))))

; ---- gone through

(define (mapped kind who)
  (lambda (comparator f c)
    (add-all! (empty-collection kind comparator)
              (map f (elements-of (check kind who c))))))

(define (each kind who) (lambda (f c) (for-each f (elements-of (check kind who c)))))
(define (folded kind who) (lambda (f start c) (fold f start (elements-of (check kind who c)))))
(define (copy kind who) (lambda (c) (copied (check kind who c))))
(define (to-list kind who) (lambda (c) (elements-of (check kind who c))))

; ---- compared

(define (within? one other)
  (every (lambda (entry) (<= (cdr entry) (count-in other (car entry)))) (entries-of one)))

(define (same? one other) (and (= (total one) (total other)) (within? one other)))
(define (properly-within? one other) (and (< (total one) (total other)) (within? one other)))

; Whether the relation holds between each collection and the next.
(define (related related?)
  (lambda (kind who)
    (lambda (c . others)
      (check kind who c)
      (let loop ((c c) (rest others))
        (or (null? rest)
            (and (related? c (check kind who (car rest)))
                 (loop (car rest) (cdr rest))))))))

(define is-same (related same?))
(define is-less (related properly-within?))
(define is-greater (related (lambda (one other) (properly-within? other one))))
(define is-within (related within?))
(define is-around (related (lambda (one other) (within? other one))))

; ---- combined

; The first collection with the counts that `combine` gives of those in it and in
; another, one after the other; it is asked about all elements of both.
(define (combined! combine)
  (lambda (kind who)
    (lambda (c . others)
      (check kind who c)
      (for-each
       (lambda (other)
         (check kind who other)
         (let ((new (remove (lambda (entry) (> (count-in c (car entry)) 0))
                            (entries-of other))))
           (for-each
            (lambda (entry)
              (put-count! c (car entry) (combine (cdr entry) (count-in other (car entry)))))
            (entries-of c))
           (for-each
            (lambda (entry) (put-count! c (car entry) (combine 0 (cdr entry))))
            new)))
       others)
      c)))
