; Immutable lists: what makes new ones. Lists are made as SRFI 1 makes them, and then turned.

(define-syntax iq
  (syntax-rules ()
    ((_ datum ...) '(datum ...))))

; ---- Making

(define (ilist . items) (list->ilist items))
(define (xipair d a) (ipair a d))

(define (ipair* first . others)
  (let join ((first first) (others others))
    (if (null? others)
        first
        (ipair first (join (car others) (cdr others))))))

(define (make-ilist count . fill) (list->ilist (apply make-list count fill)))
(define (ilist-tabulate count f) (list->ilist (list-tabulate count f)))
(define (ilist-copy items) (list->ilist items))
(define (iiota count . numbers) (list->ilist (apply iota count numbers)))

; ---- Kinds

(define (proper-ilist? object) (ilist? object))
(define (dotted-ilist? object) (not (ilist? object)))
(define (not-ipair? object) (not (ipair? object)))

(define (null-ilist? items)
  (cond ((null? items) #t)
        ((pair? items) #f)
        (else (%expected 'null-ilist? "a list" items))))

; ---- Parts

(define (itake items count) (list->ilist (take items count)))
(define (idrop-right items count) (list->ilist (drop-right items count)))
(define (isplit-at items count) (values (itake items count) (drop items count)))

; ---- Joining, turning, taking apart

(define (iappend . lists) (joined lists))
(define (iconcatenate lists) (joined (ilist->list lists)))

(define (joined lists)
  (if (null? lists)
      '()
      (let join ((first (car lists)) (others (cdr lists)))
        (if (null? others)
            first
            (%ilist-onto first (join (car others) (cdr others)))))))

(define (ireverse items) (list->ilist (reverse items)))
(define (iappend-reverse items tail) (%ilist-onto (reverse items) tail))
(define (izip items . others) (list->ilist (apply map ilist items others)))

; What gives several lists, with all of them turned.
(define (turned thunk)
  (call-with-values thunk (lambda lists (apply values (map list->ilist lists)))))

(define (iunzip1 lists) (list->ilist (unzip1 lists)))
(define (iunzip2 lists) (turned (lambda () (unzip2 lists))))
(define (iunzip3 lists) (turned (lambda () (unzip3 lists))))
(define (iunzip4 lists) (turned (lambda () (unzip4 lists))))
(define (iunzip5 lists) (turned (lambda () (unzip5 lists))))

; ---- Unfolding and mapping

(define (iunfold stop? mapper successor seed . tail)
  (let loop ((seed seed) (made '()))
    (if (stop? seed)
        (iappend-reverse made (if (pair? tail) ((car tail) seed) '()))
        (loop (successor seed) (cons (mapper seed) made)))))

(define (iunfold-right stop? mapper successor seed . tail)
  (let loop ((seed seed) (made (if (pair? tail) (car tail) '())))
    (if (stop? seed)
        made
        (loop (successor seed) (ipair (mapper seed) made)))))

(define (imap f items . others) (list->ilist (apply map f items others)))
(define (imap-in-order f items . others) (list->ilist (apply map-in-order f items others)))
(define (ifilter-map f items . others) (list->ilist (apply filter-map f items others)))
(define (iappend-map f items . others) (joined (apply map f items others)))

; ---- Choosing, deleting

(define (ifilter pred items) (list->ilist (filter pred items)))
(define (iremove pred items) (list->ilist (remove pred items)))
(define (ipartition pred items) (turned (lambda () (partition pred items))))
(define (itake-while pred items) (list->ilist (take-while pred items)))
(define (ispan pred items) (turned (lambda () (span pred items))))
(define (ibreak pred items) (turned (lambda () (break pred items))))
(define (idelete x items . same?) (list->ilist (apply delete x items same?)))
(define (idelete-duplicates items . same?) (list->ilist (apply delete-duplicates items same?)))
(define (ialist-cons key value items) (ipair (ipair key value) items))
(define (ialist-delete key items . same?) (list->ilist (apply alist-delete key items same?)))

; ---- Changed and converted

(define (checked who pair)
  (if (pair? pair) pair (%expected who "a pair" pair)))

(define (replace-icar pair x) (ipair x (cdr (checked 'replace-icar pair))))
(define (replace-icdr pair x) (ipair (car (checked 'replace-icdr pair)) x))
(define (pair->ipair pair) (ipair (car (checked 'pair->ipair pair)) (cdr pair)))
(define (ipair->pair pair) (cons (car (checked 'ipair->pair pair)) (cdr pair)))

(define (tree->itree tree)
  (walked (%tree-that-ends 'tree->itree tree 'mutable)
          (lambda (x) (and (pair? x) (not (ipair? x))))
          ipair))

(define (itree->tree tree)
  (walked (%tree-that-ends 'itree->tree tree 'immutable) ipair? cons))

(define (gtree->itree tree) (walked (%tree-that-ends 'gtree->itree tree 'any) pair? ipair))
(define (gtree->tree tree) (walked (%tree-that-ends 'gtree->tree tree 'any) pair? cons))

(define (walked tree is-part? make)
  (let walk ((tree tree))
    (if (is-part? tree)
        (make (walk (car tree)) (walk (cdr tree)))
        tree)))

; ---- Comparators

(define (make-ipair-comparator of-car of-cdr) (make-pair-comparator of-car of-cdr))
(define (make-ilist-comparator of-element)
  (make-list-comparator of-element list? null? car cdr))
(define ipair-comparator
  (make-ipair-comparator (make-default-comparator) (make-default-comparator)))
(define ilist-comparator (make-ilist-comparator (make-default-comparator)))

; One of pairs by a part of them.
(define (partial part comparator)
  (make-comparator
   (lambda (x) (and (pair? x) (comparator-test-type comparator (part x))))
   (lambda (a b) (=? comparator (part a) (part b)))
   (and (comparator-ordered? comparator)
        (lambda (a b) (<? comparator (part a) (part b))))
   (and (comparator-hashable? comparator)
        (lambda (x) (comparator-hash comparator (part x))))))

(define (make-icar-comparator comparator) (partial car comparator))
(define (make-icdr-comparator comparator) (partial cdr comparator))

; The empty list comes before all pairs, and these before all else. The parts of a pair are
; compared by `comparator`.
(define (make-improper-ilist-comparator comparator)
  (define pairs (make-ipair-comparator comparator comparator))
  (define (rank x) (cond ((null? x) 0) ((pair? x) 1) (else 2)))
  (define (of x) (if (pair? x) pairs comparator))
  (make-comparator
   (lambda (x) (or (null? x) (comparator-test-type (of x) x)))
   (lambda (a b)
     (and (= (rank a) (rank b)) (or (null? a) (=? (of a) a b))))
   (and (comparator-ordered? comparator)
        (lambda (a b)
          (or (< (rank a) (rank b))
              (and (= (rank a) (rank b)) (not (null? a)) (<? (of a) a b)))))
   (and (comparator-hashable? comparator)
        (lambda (x) (if (null? x) 0 (comparator-hash (of x) x))))))
