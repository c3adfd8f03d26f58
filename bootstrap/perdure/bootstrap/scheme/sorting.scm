; A stable merge sort that never turns a list round: merging two ascending lists
; from their smallest elements gives a descending one, merging two descending lists
; from their largest gives an ascending one, so the levels alternate. A descending
; list is the exact reverse of the stable ascending one: of equal elements, the later
; comes first.
;
; Where the order is a builtin such as `<` and all elements suit it, or a procedure
; that can only compute, the host sorts (%sort-by-builtin, %sort-leaf).

(define (sort items less?)
  (in-either-order 'sort items less? list-or-vector
    (lambda (items less?)
      (if (vector? items)
          (list->vector (sorted-list (vector->list items) less?))
          (sorted-list (checked-list 'sort items list-or-vector) less?)))))

(define (sort! items less?)
  (in-either-order 'sort! items less? list-or-vector
    (lambda (items less?)
      (if (vector? items)
          (begin (vector-copy! items 0 (list->vector (sorted-list (vector->list items) less?)))
                 items)
          (sorted-list (checked-list 'sort! items list-or-vector) less?)))))

(define (list-sort less? items)
  (in-either-order 'list-sort items less? "a list"
    (lambda (items less?) (sorted-list (checked-list 'list-sort items "a list") less?))))

(define (vector-sort less? items . bounds)
  (in-either-order 'vector-sort items less? "a vector"
    (lambda (items less?)
      (list->vector (sorted-list (elements-of 'vector-sort items bounds) less?)))))

(define (vector-sort! items less? . bounds)
  (in-either-order 'vector-sort! items less? "a vector"
    (lambda (items less?)
      (vector-copy! items
                    (if (null? bounds) 0 (car bounds))
                    (list->vector (sorted-list (elements-of 'vector-sort! items bounds) less?))))))

(define list-or-vector "a list or a vector")

; What is sorted and the order may be given in either order; one of them is a procedure,
; and the other is none.
(define (in-either-order who items less? expected sort)
  (cond ((not (procedure? items))
         (if (procedure? less?)
             (sort items less?)
             (%expected who "a procedure that compares" less?)))
        ((procedure? less?) (%expected who expected items))
        (else (sort less? items))))

(define (checked-list who items expected)
  (if (list? items) items (%expected who expected items)))

(define (elements-of who items bounds)
  (if (vector? items)
      (apply vector->list items bounds)
      (%expected who "a vector" items)))

(define (sorted-list items less?)
  (or (%sort-by-builtin less? items)
      (%sort-leaf less? items)
      (let ((size (length items)))
        (if (= size 0)
            '()
            (ascending items size less?)))))

(define (sorted? items less?)
  (cond ((procedure? items)
         (if (procedure? less?)
             (%expected 'sorted? list-or-vector items)
             (sorted? less? items)))
        ((not (procedure? less?)) (%expected 'sorted? "a procedure that compares" less?))
        (else
         (let loop ((rest (if (vector? items) (vector->list items) (checked-list 'sorted? items list-or-vector))))
           (or (null? rest)
               (null? (cdr rest))
               (and (not (less? (cadr rest) (car rest)))
                    (loop (cdr rest))))))))

(define (merge left right less?)
  (checked-list 'merge left "a list")
  (checked-list 'merge right "a list")
  (reverse (merge-ascending left right less?)))

; The first `size` elements, from 1 up, sorted.
(define (ascending items size less?)
  (cond ((= size 1) (list (car items)))
        ((= size 2)
         (let ((a (car items)) (b (cadr items)))
           (if (less? b a) (list b a) (list a b))))
        (else
         (let ((half (quotient size 2)))
           (merge-descending (descending items half less?)
                             (descending (list-tail items half) (- size half) less?)
                             less?)))))

(define (descending items size less?)
  (cond ((= size 1) (list (car items)))
        ((= size 2)
         (let ((a (car items)) (b (cadr items)))
           (if (less? b a) (list a b) (list b a))))
        (else
         (let ((half (quotient size 2)))
           (merge-ascending (ascending items half less?)
                            (ascending (list-tail items half) (- size half) less?)
                            less?)))))

(define (merge-ascending left right less?)
  (let loop ((a left) (b right) (made '()))
    (cond ((null? a) (append-reverse b made))
          ((null? b) (append-reverse a made))
          ((less? (car b) (car a)) (loop a (cdr b) (cons (car b) made)))
          (else (loop (cdr a) b (cons (car a) made))))))

(define (merge-descending left right less?)
  (let loop ((a left) (b right) (made '()))
    (cond ((null? a) (append-reverse b made))
          ((null? b) (append-reverse a made))
          ((less? (car b) (car a)) (loop (cdr a) b (cons (car a) made)))
          (else (loop a (cdr b) (cons (car b) made))))))
