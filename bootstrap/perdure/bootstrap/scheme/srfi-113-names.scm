; The names of SRFI 113.

(define-syntax define-for-both
  (syntax-rules ()
    ((_ (set-name bag-name made) ...)
     (begin
       (define set-name (made 'set 'set-name)) ...
       (define bag-name (made 'bag 'bag-name)) ...))))

(define-for-both
  (set bag of-elements)
  (set-unfold bag-unfold unfolded)
  (list->set list->bag from-list)
  (list->set! list->bag! with-list!)
  (set? bag? predicate)
  (set-contains? bag-contains? contains)
  (set-empty? bag-empty? is-empty)
  (set-disjoint? bag-disjoint? is-disjoint)
  (set-member bag-member member-of)
  (set-element-comparator bag-element-comparator element-comparator)
  (set-size bag-size size)
  (set-find bag-find found)
  (set-count bag-count counted)
  (set-any? bag-any? some)
  (set-every? bag-every? all)
  (set-adjoin! bag-adjoin! adjoined!)
  (set-adjoin bag-adjoin (upon-copy adjoined!))
  (set-replace! bag-replace! replaced!)
  (set-replace bag-replace (upon-copy replaced!))
  (set-delete! bag-delete! deleted!)
  (set-delete bag-delete (upon-copy deleted!))
  (set-delete-all! bag-delete-all! all-deleted!)
  (set-delete-all bag-delete-all (upon-copy all-deleted!))
  (set-search! bag-search! searched!)
  (set-filter bag-filter filtered)
  (set-filter! bag-filter! filtered!)
  (set-remove bag-remove removed)
  (set-remove! bag-remove! removed!)
  (set-partition bag-partition parted)
  (set-partition! bag-partition! parted)
  (set-map bag-map mapped)
  (set-for-each bag-for-each each)
  (set-fold bag-fold folded)
  (set-copy bag-copy copy)
  (set->list bag->list to-list)
  (set=? bag=? is-same)
  (set<? bag<? is-less)
  (set>? bag>? is-greater)
  (set<=? bag<=? is-within)
  (set>=? bag>=? is-around))

(define joined! (combined! max))
(define met! (combined! min))
(define less! (combined! (lambda (ours theirs) (max 0 (- ours theirs)))))
(define either! (combined! (lambda (ours theirs) (abs (- ours theirs)))))

; Counts cannot add up in a set, so a sum is for bags alone.
(define summed! (combined! +))

; The symmetric difference is one of two.
(define (of-two made)
  (lambda (kind who)
    (let ((combine (made kind who)))
      (lambda (one other) (combine one other)))))

(define-for-both
  (set-union! bag-union! joined!)
  (set-union bag-union (upon-copy joined!))
  (set-intersection! bag-intersection! met!)
  (set-intersection bag-intersection (upon-copy met!))
  (set-difference! bag-difference! less!)
  (set-difference bag-difference (upon-copy less!))
  (set-xor! bag-xor! (of-two either!))
  (set-xor bag-xor (of-two (upon-copy either!))))

; ---- bags alone

(define bag-sum! (summed! 'bag 'bag-sum!))
(define bag-sum ((upon-copy summed!) 'bag 'bag-sum))

(define (bag-product! n bag)
  (if (not (exact-nonnegative-integer? n))
      (%expected 'bag-product! "a factor (an exact integer from 0)" n))
  (put-entries! bag
    (map (lambda (entry) (cons (car entry) (* n (cdr entry))))
         (entries-of (check 'bag 'bag-product! bag)))))

(define (bag-product n bag) (bag-product! n (bag-copy bag)))

(define (bag-unique-size bag) (hash-table-size (table-of (check 'bag 'bag-unique-size bag))))
(define (bag-element-count bag x) (count-in (check 'bag 'bag-element-count bag) x))

(define (bag-for-each-unique f bag)
  (for-each (lambda (entry) (f (car entry) (cdr entry)))
            (entries-of (check 'bag 'bag-for-each-unique bag))))

(define (bag-fold-unique f start bag)
  (fold (lambda (entry made) (f (car entry) (cdr entry) made))
        start
        (entries-of (check 'bag 'bag-fold-unique bag))))

(define (bag-increment! bag x count)
  (add-count! (check 'bag 'bag-increment! bag) x count)
  bag)

(define (bag-decrement! bag x count)
  (add-count! (check 'bag 'bag-decrement! bag) x (- count))
  bag)

; ---- from one to the other

(define (bag->set bag)
  (put-entries! (empty-collection 'set (bag-element-comparator bag)) (entries-of bag)))

(define (set->bag set)
  (put-entries! (empty-collection 'bag (set-element-comparator set)) (entries-of set)))

(define (set->bag! bag set)
  (check 'set 'set->bag! set)
  (list->bag! bag (elements-of set)))

(define (bag->alist bag)
  (map (lambda (entry) (cons (car entry) (cdr entry)))
       (entries-of (check 'bag 'bag->alist bag))))

(define (alist->bag comparator entries)
  (let ((bag (empty-collection 'bag comparator)))
    (for-each (lambda (entry) (add-count! bag (car entry) (cdr entry))) entries)
    bag))

; ---- comparators of whole sets and bags; the order of the elements must not count

(define (hash-of c)
  (fold (lambda (entry hash)
          (modulo (+ hash (* (cdr entry) (comparator-hash (comparator-of c) (car entry))))
                  (hash-bound)))
        0
        (entries-of c)))

(define set-comparator (make-comparator set? set=? #f hash-of))
(define bag-comparator (make-comparator bag? bag=? #f hash-of))
