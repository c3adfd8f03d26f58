; A list is a chain of complete binary trees, whose sizes grow: of each the root comes first, then
; its left half, then its right (C. Okasaki: Purely Functional Random-Access Lists, 1995). At most
; the first two are of one size; the next element makes one tree of both, with itself as root.
; So there is a tree for each binary digit of the length, at most.

(define-record-type rpair
  (make-rpair size tree rest)
  rpair?
  (size size-of)  ; of the tree
  (tree tree-of)  ; the element itself where the size is 1
  (rest rest-of)) ; the next tree's rpair, or what the list ends in

(define-record-type rnode
  (make-node value left right)
  rnode?
  (value value-of)
  (left left-of)
  (right right-of))

(define (half size) (quotient size 2))

(define (checked who pair)
  (if (rpair? pair) pair (%expected who "a random-access pair" pair)))

(define (checked-index who k)
  (if (not (and (exact-integer? k) (>= k 0)))
      (%expected who "an index (an exact integer from 0)" k)))

(define (rpair-of x rest)
  (if (and (rpair? rest) (rpair? (rest-of rest)) (= (size-of rest) (size-of (rest-of rest))))
      (let ((other (rest-of rest)))
        (make-rpair (+ 1 (* 2 (size-of rest)))
                    (make-node x (tree-of rest) (tree-of other))
                    (rest-of other)))
      (make-rpair 1 x rest)))

; ---- Pairs

(define (rpair-first pair)
  (if (= (size-of pair) 1) (tree-of pair) (value-of (tree-of pair))))

(define (rpair-rest pair)
  (let ((size (size-of pair)) (tree (tree-of pair)) (rest (rest-of pair)))
    (if (= size 1)
        rest
        (make-rpair (half size) (left-of tree)
                    (make-rpair (half size) (right-of tree) rest)))))

(define (rcons x rest) (rpair-of x rest))
(define (rcar pair) (rpair-first (checked 'car pair)))
(define (rcdr pair) (rpair-rest (checked 'cdr pair)))
(define (rcaar pair) (rcar (rcar pair)))
(define (rcadr pair) (rcar (rcdr pair)))
(define (rcdar pair) (rcdr (rcar pair)))
(define (rcddr pair) (rcdr (rcdr pair)))
(define (rcaaar pair) (rcar (rcar (rcar pair))))
(define (rcaadr pair) (rcar (rcar (rcdr pair))))
(define (rcadar pair) (rcar (rcdr (rcar pair))))
(define (rcaddr pair) (rcar (rcdr (rcdr pair))))
(define (rcdaar pair) (rcdr (rcar (rcar pair))))
(define (rcdadr pair) (rcdr (rcar (rcdr pair))))
(define (rcddar pair) (rcdr (rcdr (rcar pair))))
(define (rcdddr pair) (rcdr (rcdr (rcdr pair))))
(define (rcaaaar pair) (rcar (rcar (rcar (rcar pair)))))
(define (rcaaadr pair) (rcar (rcar (rcar (rcdr pair)))))
(define (rcaadar pair) (rcar (rcar (rcdr (rcar pair)))))
(define (rcaaddr pair) (rcar (rcar (rcdr (rcdr pair)))))
(define (rcadaar pair) (rcar (rcdr (rcar (rcar pair)))))
(define (rcadadr pair) (rcar (rcdr (rcar (rcdr pair)))))
(define (rcaddar pair) (rcar (rcdr (rcdr (rcar pair)))))
(define (rcadddr pair) (rcar (rcdr (rcdr (rcdr pair)))))
(define (rcdaaar pair) (rcdr (rcar (rcar (rcar pair)))))
(define (rcdaadr pair) (rcdr (rcar (rcar (rcdr pair)))))
(define (rcdadar pair) (rcdr (rcar (rcdr (rcar pair)))))
(define (rcdaddr pair) (rcdr (rcar (rcdr (rcdr pair)))))
(define (rcddaar pair) (rcdr (rcdr (rcar (rcar pair)))))
(define (rcddadr pair) (rcdr (rcdr (rcar (rcdr pair)))))
(define (rcdddar pair) (rcdr (rcdr (rcdr (rcar pair)))))
(define (rcddddr pair) (rcdr (rcdr (rcdr (rcdr pair)))))

(define (rnull? object) (null? object))

; What the trees end in, and how many elements there are before it, or `enough`.
(define (counted object enough next)
  (let loop ((at object) (count 0))
    (if (and (rpair? at) (< count enough))
        (loop (rest-of at) (+ count (size-of at)))
        (next at count))))

(define (rlist? object) (counted object +inf.0 (lambda (end count) (null? end))))

(define (rlength list)
  (counted list +inf.0
    (lambda (end count)
      (if (null? end) count (%expected 'length "a random-access list" list)))))

(define (rlength<=? object k)
  (checked-index 'length<=? k)
  (counted object k (lambda (end count) (<= k count))))

; ---- From and to common lists

(define (list->rlist items)
  (if (not (list? items)) (%expected 'linear-access-list->random-access-list "a list" items))
  (onto (reverse items) '()))

(define (onto reversed rest)
  (let loop ((items reversed) (made rest))
    (if (null? items) made (loop (cdr items) (rcons (car items) made)))))

(define (rlist->list list) (elements 'random-access-list->linear-access-list list))

(define (elements who list)
  (if (not (rlist? list)) (%expected who "a random-access list" list))
  (chain list))

; The elements, whatever the list ends in: those of the last tree are put together first.
(define (chain list)
  (let trees ((at list) (passed '()))
    (if (rpair? at)
        (trees (rest-of at) (cons at passed))
        (let loop ((passed passed) (made '()))
          (if (null? passed)
              made
              (loop (cdr passed)
                    (elements-of (size-of (car passed)) (tree-of (car passed)) made)))))))

(define (elements-of size tree made)
  (if (= size 1)
      (cons tree made)
      (cons (value-of tree)
            (elements-of (half size) (left-of tree)
                         (elements-of (half size) (right-of tree) made)))))

(define (rlist . items) (list->rlist items))

; Trees that are alike are one, so this takes the logarithm of their size.
(define make-rlist
  (case-lambda
    ((size) (make-rlist size #f))
    ((size fill)
     (if (not (and (exact-integer? size) (>= size 0)))
         (%expected 'make-list "a size (an exact integer from 0)" size))
     (let grow ((trees (list (cons 1 fill))))
       (let* ((largest (car trees)) (next (+ 1 (* 2 (car largest)))))
         (if (<= next size)
             (grow (cons (cons next (make-node fill (cdr largest) (cdr largest))) trees))
             (let take ((left size) (trees trees) (made '()))
               (cond ((= left 0) made)
                     ((> (caar trees) left) (take left (cdr trees) made))
                     (else
                      (take (- left (caar trees)) trees
                            (make-rpair (caar trees) (cdar trees) made)))))))))))

(define (rappend . lists)
  (if (null? lists)
      '()
      (let join ((first (car lists)) (others (cdr lists)))
        (if (null? others)
            first
            (onto (reverse (elements 'append first)) (join (car others) (cdr others)))))))

(define (rreverse list) (onto (elements 'reverse list) '()))

; ---- By index

(define (too-short who list k)
  (error who "the list is too short for the index" k list))

(define (rlist-tail list k)
  (checked-index 'list-tail k)
  (let trees ((at list) (left k))
    (cond ((= left 0) at)
          ((not (rpair? at)) (too-short 'list-tail list k))
          ((>= left (size-of at)) (trees (rest-of at) (- left (size-of at))))
          (else
           (let loop ((size (size-of at)) (tree (tree-of at)) (left left) (rest (rest-of at)))
             (let ((part (half size)))
               (cond ((= left 0) (make-rpair size tree rest))
                     ((<= left part)
                      (loop part (left-of tree) (- left 1)
                            (make-rpair part (right-of tree) rest)))
                     (else (loop part (right-of tree) (- left part 1) rest)))))))))

(define (rlist-ref list k)
  (checked-index 'list-ref k)
  (let trees ((at list) (left k))
    (cond ((not (rpair? at)) (too-short 'list-ref list k))
          ((>= left (size-of at)) (trees (rest-of at) (- left (size-of at))))
          (else
           (let loop ((size (size-of at)) (tree (tree-of at)) (left left))
             (let ((part (half size)))
               (cond ((= size 1) tree)
                     ((= left 0) (value-of tree))
                     ((<= left part) (loop part (left-of tree) (- left 1)))
                     (else (loop part (right-of tree) (- left part 1))))))))))

(define (rlist-set list k x)
  (checked-index 'list-set k)
  (replaced 'list-set list k x))

(define (replaced who list k x)
  (let trees ((at list) (left k))
    (cond ((not (rpair? at)) (too-short who list k))
          ((>= left (size-of at))
           (make-rpair (size-of at) (tree-of at) (trees (rest-of at) (- left (size-of at)))))
          (else
           (make-rpair (size-of at) (tree-with (size-of at) (tree-of at) left x) (rest-of at))))))

(define (tree-with size tree left x)
  (let ((part (half size)))
    (cond ((= size 1) x)
          ((= left 0) (make-node x (left-of tree) (right-of tree)))
          ((<= left part)
           (make-node (value-of tree) (tree-with part (left-of tree) (- left 1) x) (right-of tree)))
          (else
           (make-node (value-of tree) (left-of tree)
                      (tree-with part (right-of tree) (- left part 1) x))))))

(define (rlist-ref/update list k f)
  (let ((old (rlist-ref list k)))
    (values old (replaced 'list-ref/update list k (f old)))))

; ---- Calling procedures

(define (all-elements who list lists)
  (let ((all (map (lambda (list) (elements who list)) (cons list lists))))
    (if (not (apply = (map length all)))
        (apply error who "the lists must have the same length:" list lists))
    all))

(define (rmap f list . lists) (list->rlist (apply map f (all-elements 'map list lists))))
(define (rfor-each f list . lists) (apply for-each f (all-elements 'for-each list lists)))

; ---- Quoting and comparing

(define-syntax rquote
  (syntax-rules ()
    ((_ datum) (quoted 'datum))))

(define (quoted datum)
  (cond ((pair? datum) (rcons (quoted (car datum)) (quoted (cdr datum))))
        ((and (vector? datum) (holds-pair? datum))
         (list->vector (map quoted (vector->list datum))))
        (else datum)))

(define (holds-pair? datum)
  (or (pair? datum)
      (and (vector? datum) (any holds-pair? (vector->list datum)))))

(define (requal? a b)
  (cond ((rpair? a)
         (and (rpair? b)
              (counted a +inf.0
                (lambda (end-a count-a)
                  (counted b +inf.0
                    (lambda (end-b count-b)
                      (and (= count-a count-b)
                           (requal? end-a end-b)
                           (every requal? (chain a) (chain b)))))))))
        ((equal? a b) #t)
        ((vector? a)
         (and (vector? b)
              (= (vector-length a) (vector-length b))
              (every requal? (vector->list a) (vector->list b))))
        ((pair? a)
         (and (pair? b) (requal? (car a) (car b)) (requal? (cdr a) (cdr b))))
        (else #f)))
