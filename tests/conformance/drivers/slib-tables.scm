; in an image
; package: slib
; setup: slib.setup
; files: usr/share/slib/hashtab.scm usr/share/slib/hash.scm usr/share/slib/alist.scm usr/share/slib/queue.scm usr/share/slib/priorque.scm usr/share/slib/array.scm usr/share/slib/wttree.scm usr/share/slib/record.scm usr/share/slib/comlist.scm
; what: tables, queues, heaps, arrays, balanced trees, records, lists

(require 'hash-table)
(define t (make-hash-table 10))
(define look-up (hash-inquirer equal?))
(look-up t 'a)                          ; => #f
((hash-associator equal?) t 'a 1)
((hash-associator equal?) t "b" 2)
(list (look-up t 'a) (look-up t "b"))   ; => (1 2)
(require 'alist)
((alist-associator eq?) '((a . 1)) 'b 2)            ; => ((b . 2) (a . 1))
(require 'queue)
(define q (make-queue))
(for-each (lambda (x) (enqueue! q x)) '(1 2 3))
(let* ((first (dequeue! q))) (list first (queue-front q) (queue-rear q) (queue-empty? q)))      ; => (1 2 3 #f)
(require 'priority-queue)
(define h (make-heap <))
(for-each (lambda (x) (heap-insert! h x)) '(3 9 4 1))
(let* ((a (heap-extract-max! h)) (b (heap-extract-max! h))) (list a b (heap-length h))) ; => (9 4 2)
(require 'array)
(define a (make-array '#(0) 2 3))
(array-set! a 5 1 2)
(list (array-ref a 1 2) (array-dimensions a) (array-rank a))    ; => (5 (2 3) 2)
(require 'wt-tree)
(define w (alist->wt-tree number-wt-type '((3 . c) (1 . a) (2 . b))))
(list (wt-tree/size w) (wt-tree/member? 2 w) (wt-tree/rank w 3))        ; => (3 #t 2)
(wt-tree/fold (lambda (key value keys) (cons key keys)) '() w)  ; => (1 2 3)
(require 'record)
(define point (make-record-type 'point '(x y)))
((record-accessor point 'y) ((record-constructor point) 1 2))   ; => 2
(require 'common-list-functions)
(list (remove-duplicates '(1 2 1)) (butlast '(1 2 3 4) 2) (position 2 '(1 2 3)))        ; => ((1 2) (1 2) 1)
(sort (union '(1 2) '(2 3)) <)          ; => (1 2 3)
