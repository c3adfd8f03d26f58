; A stable merge sort that never turns a list round: merging two ascending lists
; from their smallest elements gives a descending one, merging two descending lists
; from their largest gives an ascending one, so the levels alternate. A descending
; list is the exact reverse of the stable ascending one: of equal elements, the later
; comes first.
;
; Where the order is a builtin such as `<` and all elements suit it, or a procedure
; that can only compute, the host sorts (%sort-by-builtin, %sort-leaf).

(define (sort items less?)
  (cond ((procedure? items) (sort less? items))
        ((vector? items) (vector-sort less? items))
        (else (list-sort less? items))))

(define (sort! items less?)
  (cond ((procedure? items) (sort! less? items))
        ((vector? items) (vector-sort! items less?) items)
        (else (list-sort less? items))))

(define (list-sort less? items)
  (if (procedure? items)
      (list-sort items less?)
      (or (%sort-by-builtin less? items)
          (%sort-leaf less? items)
          (let ((size (length items)))
            (if (= size 0)
                '()
                (ascending items size less?))))))

(define (vector-sort less? items . bounds)
  (if (procedure? items)
      (apply vector-sort items less? bounds)
      (list->vector (list-sort less? (apply vector->list items bounds)))))

(define (vector-sort! items less? . bounds)
  (if (procedure? items)
      (apply vector-sort! less? items bounds)
      (vector-copy! items
                    (if (null? bounds) 0 (car bounds))
                    (apply vector-sort less? items bounds))))

(define (sorted? items less?)
  (let loop ((rest (if (vector? items) (vector->list items) items)))
    (or (null? rest)
        (null? (cdr rest))
        (and (not (less? (cadr rest) (car rest)))
             (loop (cdr rest))))))

(define (merge left right less?)
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
