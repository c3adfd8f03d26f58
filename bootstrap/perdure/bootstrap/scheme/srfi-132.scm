; SRFI 132, beside the sorts of (perdure sorting): merging, neighbours that are the
; same, and the k-th smallest.

(define (list-sorted? less? items)
  (sorted? (checked-list 'list-sorted? items) less?))

(define (vector-sorted? less? items . bounds)
  (sorted? (elements-of 'vector-sorted? items bounds) less?))

(define (vector-size who items)
  (if (vector? items) (vector-length items) (%expected who "a vector" items)))

; The elements of a vector within bounds, as a list.
(define (elements-of who items bounds)
  (vector-size who items)
  (apply vector->list items bounds))

; ---- merging

(define (list-merge less? left right)
  (merge (checked-list 'list-merge left) (checked-list 'list-merge right) less?))

; Made of the pairs of both lists: `last` is the pair of the result that has no
; follower yet.
(define (list-merge! less? left right)
  (checked-list 'list-merge! left)
  (checked-list 'list-merge! right)
  (let ((head (cons #f '())))
    (let loop ((last head) (a left) (b right))
      (cond ((null? a) (set-cdr! last b))
            ((null? b) (set-cdr! last a))
            ((less? (car b) (car a)) (set-cdr! last b) (loop b a (cdr b)))
            (else (set-cdr! last a) (loop a (cdr a) b))))
    (cdr head)))

; Bounds of two vectors, (start1 end1 start2 end2) with any of them missing, as the
; lists of their elements.
(define (two-ranges who one other bounds)
  (let* ((count (length bounds))
         (bound (lambda (k otherwise) (if (< k count) (list-ref bounds k) otherwise)))
         (part (lambda (items k)
                 (elements-of who items
                              (list (bound k 0) (bound (+ k 1) (vector-size who items)))))))
    (if (> count 4) (error who "expected at most 4 bounds, got" bounds))
    (values (part one 0) (part other 2))))

(define (vector-merge less? one other . bounds)
  (let-values (((left right) (two-ranges 'vector-merge one other bounds)))
    (list->vector (merge left right less?))))

(define (vector-merge! less? to one other . bounds)
  (let-values (((start) (if (null? bounds) 0 (car bounds)))
               ((left right) (two-ranges 'vector-merge! one other (if (null? bounds) '() (cdr bounds)))))
    (vector-copy! to start (list->vector (merge left right less?)))))

; ---- neighbours that are the same

; Of each run the first stays; what follows in it is compared with that one.
(define (list-delete-neighbor-dups same? items)
  (without-neighbor-dups same? (checked-list 'list-delete-neighbor-dups items)))

(define (without-neighbor-dups same? items)
  (if (null? items)
      '()
      (let loop ((kept (list (car items))) (rest (cdr items)))
        (cond ((null? rest) (reverse kept))
              ((same? (car kept) (car rest)) (loop kept (cdr rest)))
              (else (loop (cons (car rest) kept) (cdr rest)))))))

(define (list-delete-neighbor-dups! same? items)
  (checked-list 'list-delete-neighbor-dups! items)
  (if (pair? items)
      (let loop ((last items) (rest (cdr items)))
        (cond ((null? rest) (set-cdr! last '()))
              ((same? (car last) (car rest)) (loop last (cdr rest)))
              (else (set-cdr! last rest) (loop rest (cdr rest))))))
  items)

(define (vector-delete-neighbor-dups same? items . bounds)
  (list->vector
    (without-neighbor-dups same? (elements-of 'vector-delete-neighbor-dups items bounds))))

; Gives the index after the last one that stays.
(define (vector-delete-neighbor-dups! same? items . bounds)
  (let ((start (if (null? bounds) 0 (car bounds)))
        (kept (without-neighbor-dups
                same? (elements-of 'vector-delete-neighbor-dups! items bounds))))
    (vector-copy! items start (list->vector kept))
    (+ start (length kept))))

; ---- the k-th smallest

; A list in three: what is less than the pivot, what is neither less nor greater, what
; is greater; with the sizes of the first two.
(define (in-three less? pivot items)
  (let loop ((rest items) (less '()) (same '()) (greater '()) (less-size 0) (same-size 0))
    (if (null? rest)
        (values less same greater less-size same-size)
        (let ((x (car rest)))
          (cond ((less? x pivot)
                 (loop (cdr rest) (cons x less) same greater (+ less-size 1) same-size))
                ((less? pivot x)
                 (loop (cdr rest) less same (cons x greater) less-size same-size))
                (else
                 (loop (cdr rest) less (cons x same) greater less-size (+ same-size 1))))))))

; The median of three elements: sorted input and the like are common.
(define (pivot-of less? items size)
  (let ((a (car items))
        (b (list-ref items (quotient size 2)))
        (c (list-ref items (- size 1))))
    (let ((low (if (less? b a) b a)) (high (if (less? b a) a b)))
      (cond ((less? c low) low)
            ((less? high c) high)
            (else c)))))

; The k smallest of the list, and the rest.
(define (separated less? items size k)
  (let loop ((items items) (size size) (k k) (below '()) (above '()))
    (cond ((= k 0) (values below (append items above)))
          ((= k size) (values (append items below) above))
          (else
           (let-values (((less same greater less-size same-size)
                         (in-three less? (pivot-of less? items size) items)))
             (let ((known (+ less-size same-size)))
               (cond ((< k less-size)
                      (loop less less-size k below (append same greater above)))
                     ((> k known)
                      (loop greater (- size known) (- k known) (append less same below) above))
                     (else
                      (let ((taken (- k less-size)))
                        (values (append less (list-head same taken) below)
                                (append (list-tail same taken) greater above)))))))))))

(define (selected less? items size k)
  (let loop ((items items) (size size) (k k))
    (let-values (((less same greater less-size same-size)
                  (in-three less? (pivot-of less? items size) items)))
      (let ((known (+ less-size same-size)))
        (cond ((< k less-size) (loop less less-size k))
              ((< k known) (list-ref same (- k less-size)))
              (else (loop greater (- size known) (- k known))))))))

(define (check-count who k most)
  (if (not (and (exact-nonnegative-integer? k) (<= k most)))
      (%expected who (string-append "a number from 0 to " (number->string most)) k)))

(define (vector-select! less? items k . bounds)
  (let* ((region (elements-of 'vector-select! items bounds)) (size (length region)))
    (if (= size 0) (error 'vector-select! "nothing to select from:" items))
    (check-count 'vector-select! k (- size 1))
    (selected less? region size k)))

(define (vector-separate! less? items k . bounds)
  (let* ((region (elements-of 'vector-separate! items bounds)) (size (length region)))
    (check-count 'vector-separate! k size)
    (let-values (((smallest rest) (separated less? region size k)))
      (vector-copy! items
                    (if (null? bounds) 0 (car bounds))
                    (list->vector (append smallest rest))))))

(define (mean-of-two a b) (/ (+ a b) 2))

(define (vector-find-median less? items none . mean)
  (let* ((size (vector-size 'vector-find-median items)) (elements (vector->list items)) (middle (quotient size 2)))
    (cond ((= size 0) none)
          ((odd? size) (selected less? elements size middle))
          (else
           ((if (null? mean) mean-of-two (car mean))
            (selected less? elements size (- middle 1))
            (selected less? elements size middle))))))

; Leaves the vector sorted.
(define (vector-find-median! less? items none . mean)
  (vector-size 'vector-find-median! items)
  (vector-sort! items less?)
  (let* ((size (vector-length items)) (middle (quotient size 2)))
    (cond ((= size 0) none)
          ((odd? size) (vector-ref items middle))
          (else
           ((if (null? mean) mean-of-two (car mean))
            (vector-ref items (- middle 1))
            (vector-ref items middle))))))
