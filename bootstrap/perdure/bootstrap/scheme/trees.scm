; Balanced search trees that never change, for mappings: of two subtrees one is at most three
; times as large as the other (S. Adams: Implementing Sets Efficiently in a Functional Language,
; 1992; with the parameters of Y. Hirai and K. Yamamoto, 2011). The empty tree is #f. What
; compares keys is given as `before?`.

(define-record-type tree
  (make-tree size key value left right)
  tree?
  (size size-of)
  (key key-of)
  (value value-of)
  (left left-of)
  (right right-of))

(define (count-of tree) (if tree (size-of tree) 0))

(define (node key value left right)
  (make-tree (+ 1 (count-of left) (count-of right)) key value left right))

(define (too-small? one other) (> (+ 1 (count-of other)) (* 3 (+ 1 (count-of one)))))
(define (leans? inner outer) (< (+ 1 (count-of inner)) (* 2 (+ 1 (count-of outer)))))

; A tree of two that were balanced before one of them got or lost an element.
(define (balanced key value left right)
  (cond ((too-small? left right) (turned-left key value left right))
        ((too-small? right left) (turned-right key value left right))
        (else (node key value left right))))

(define (turned-left key value left right)
  (let ((inner (left-of right)) (outer (right-of right)))
    (if (leans? inner outer)
        (node (key-of right) (value-of right) (node key value left inner) outer)
        (node (key-of inner) (value-of inner)
              (node key value left (left-of inner))
              (node (key-of right) (value-of right) (right-of inner) outer)))))

(define (turned-right key value left right)
  (let ((inner (right-of left)) (outer (left-of left)))
    (if (leans? inner outer)
        (node (key-of left) (value-of left) outer (node key value inner right))
        (node (key-of inner) (value-of inner)
              (node (key-of left) (value-of left) outer (left-of inner))
              (node key value (right-of inner) right)))))

; Two trees of any sizes with an element between them; without one.
(define (joined key value left right)
  (cond ((too-small? left right)
         (balanced (key-of right) (value-of right)
                   (joined key value left (left-of right))
                   (right-of right)))
        ((too-small? right left)
         (balanced (key-of left) (value-of left)
                   (left-of left)
                   (joined key value (right-of left) right)))
        (else (node key value left right))))

(define (merged left right)
  (cond ((not left) right)
        ((not right) left)
        (else
         (let ((first (first-of right)))
           (joined (key-of first) (value-of first) left (without-first right))))))

(define (first-of tree)
  (if (left-of tree) (first-of (left-of tree)) tree))

(define (last-of tree)
  (if (right-of tree) (last-of (right-of tree)) tree))

(define (without-first tree)
  (if (left-of tree)
      (balanced (key-of tree) (value-of tree) (without-first (left-of tree)) (right-of tree))
      (right-of tree)))

; The subtree at a key, or #f.
(define (tree-at before? tree key)
  (let loop ((at tree))
    (cond ((not at) #f)
          ((before? key (key-of at)) (loop (left-of at)))
          ((before? (key-of at) key) (loop (right-of at)))
          (else at))))

(define (tree-with before? tree key value)
  (let loop ((at tree))
    (cond ((not at) (node key value #f #f))
          ((before? key (key-of at))
           (balanced (key-of at) (value-of at) (loop (left-of at)) (right-of at)))
          ((before? (key-of at) key)
           (balanced (key-of at) (value-of at) (left-of at) (loop (right-of at))))
          (else (node key value (left-of at) (right-of at))))))

; The key is there.
(define (tree-without before? tree key)
  (let loop ((at tree))
    (cond ((before? key (key-of at))
           (balanced (key-of at) (value-of at) (loop (left-of at)) (right-of at)))
          ((before? (key-of at) key)
           (balanced (key-of at) (value-of at) (left-of at) (loop (right-of at))))
          (else (merged (left-of at) (right-of at))))))

(define (tree-fold f nil tree)
  (if tree
      (tree-fold f
                 (f (key-of tree) (value-of tree) (tree-fold f nil (left-of tree)))
                 (right-of tree))
      nil))

(define (tree-fold/reverse f nil tree)
  (if tree
      (tree-fold/reverse f
                         (f (key-of tree) (value-of tree)
                            (tree-fold/reverse f nil (right-of tree)))
                         (left-of tree))
      nil))

; A tree of all elements before a key, and with that if `is-with?`; and of those after it.
(define (tree-until before? tree key is-with?)
  (let loop ((at tree))
    (cond ((not at) #f)
          ((before? (key-of at) key)
           (joined (key-of at) (value-of at) (left-of at) (loop (right-of at))))
          ((or (before? key (key-of at)) (not is-with?)) (loop (left-of at)))
          (else (joined (key-of at) (value-of at) (left-of at) #f)))))

(define (tree-from before? tree key is-with?)
  (let loop ((at tree))
    (cond ((not at) #f)
          ((before? key (key-of at))
           (joined (key-of at) (value-of at) (loop (left-of at)) (right-of at)))
          ((or (before? (key-of at) key) (not is-with?)) (loop (right-of at)))
          (else (joined (key-of at) (value-of at) #f (right-of at))))))

; A tree of pairs (key . value) in order.
(define (tree-of entries)
  (let ((all (list->vector entries)))
    (let make ((start 0) (end (vector-length all)))
      (and (< start end)
           (let* ((middle (quotient (+ start end) 2)) (entry (vector-ref all middle)))
             (node (car entry) (cdr entry) (make start middle) (make (+ middle 1) end)))))))
