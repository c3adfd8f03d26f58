; SRFI 125: intermediate hash tables.

(import (srfi 125) (srfi 128))
(define by-number (make-comparator number? = < number-hash))
(define by-symbol (make-comparator symbol? eq? #f symbol-hash))
(define mod-10 (make-comparator integer? (lambda (a b) (= (modulo a 10) (modulo b 10))) #f (lambda (x) (modulo x 10))))
(define (entries t) (sort (hash-table->alist t) (lambda (a b) (<? (make-default-comparator) a b))))
(define (table . rest) (apply hash-table (make-equal-comparator) rest))
; Tables of all kinds of comparators.
(let ((t (make-hash-table by-number))) (hash-table-set! t 1 'a 1.0 'b 2 'c) (entries t))       ; => ((1.0 . b) (2 . c))
(let ((t (make-hash-table mod-10 100))) (hash-table-set! t 1 'a 11 'b 2 'c) (entries t))       ; => ((2 . c) (11 . b))
(let ((t (make-hash-table (make-default-comparator)))) (hash-table-set! t '(1 "a") 'a '(1.0 "a") 'b) (entries t))      ; => (((1.0 "a") . b))
(let ((t (make-hash-table (make-eqv-comparator)))) (hash-table-set! t "a" 1 "a" 2 1 3 1.0 4) (hash-table-size t))      ; => 4
(let ((t (make-hash-table (make-pair-comparator by-number mod-10)))) (hash-table-set! t '(1 . 2) 'a '(1.0 . 12) 'b) (entries t))       ; => (((1.0 . 12) . b))
(let ((t (make-hash-table string-ci=? 'weak-keys))) (hash-table-set! t "a" 1 "A" 2) (entries t))       ; => (("A" . 2))
(let ((t (make-hash-table (lambda (a b) (= a b)) number-hash 50))) (hash-table-set! t 1 1) (hash-table-ref t 1.0))     ; => 1
(make-hash-table (let ((same (lambda (a b) (= a b)))) same))        ; error: make-hash-table: this equivalence needs a hash function: #<procedure same>
(hash-table? (make-hash-table (make-comparator symbol? eq? #f #f)))     ; => #t
(entries (hash-table by-symbol 'a 1 'b 2))      ; => ((a . 1) (b . 2))
(hash-table by-symbol 'a 1 'a 2)        ; error: hash-table: this key comes twice: a
(hash-table by-symbol 'a)               ; error: hash-table: there is no value for the last key, a
(entries (hash-table-unfold (lambda (n) (= n 3)) (lambda (n) (values n (* n n))) (lambda (n) (+ n 1)) 0 by-number))     ; => ((0 . 0) (1 . 1) (2 . 4))
(entries (alist->hash-table '((a . 1) (b . 2) (a . 3)) by-symbol))     ; => ((a . 1) (b . 2))
(entries (alist->hash-table '((1 . a) (11 . b)) mod-10))       ; => ((1 . a))
(entries (alist->hash-table '(("a" . 1)) string=? string-hash))        ; => (("a" . 1))
(define t (table 'a 1 'b 2))
(list (hash-table? t) (hash-table? '()) (hash-table-contains? t 'a) (hash-table-exists? t 'z) (hash-table-empty? t) (hash-table-empty? (table)) (hash-table-mutable? t))        ; => (#t #f #t #f #f #t #t)
(hash-table-mutable? 5)                 ; error: hash-table-mutable?: expected a hash table, got 5
(map (lambda (other) (hash-table=? by-number t other)) (list (table 'b 2.0 'a 1) (table 'a 1) (table 'a 1 'b 3) (table 'a 1 'c 2)))    ; => (#t #f #f #f)
(list (hash-table-ref t 'a) (hash-table-ref t 'z (lambda () 'none)) (hash-table-ref t 'a (lambda () 'none) list))      ; => (1 none (1))
(hash-table-ref t 'z)                   ; error: hash-table-ref: no such key: z
(list (hash-table-ref/default t 'b 0) (hash-table-ref/default t 'z 0)) ; => (2 0)
(begin (hash-table-set! t) (hash-table-set! t 'c 3) (hash-table-set! t 'd 4 'e 5) (entries t))  ; => ((a . 1) (b . 2) (c . 3) (d . 4) (e . 5))
(hash-table-set! t 'f)                  ; error: hash-table-set!: there is no value for the last key, f
(hash-table-set! 5 'a 1)                ; error: hash-table-set!: expected a hash table, got 5
(list (hash-table-delete! t 'd 'e 'z) (hash-table-delete! t 'd) (hash-table-delete! t) (hash-table-size t))    ; => (2 0 0 3)
(list (hash-table-intern! t 'a (lambda () 'new)) (hash-table-intern! t 'n (lambda () 'new)) (hash-table-ref t 'n))     ; => (1 new new)
(begin (hash-table-update! t 'a - ) (hash-table-update! t 'm list (lambda () 'made)) (hash-table-update! t 'b list (lambda () 0) (lambda (x) (* x 10))) (hash-table-update!/default t 'q list 'default) (map (lambda (k) (hash-table-ref t k)) '(a m b q)))  ; => (-1 (made) (20) (default))
(hash-table-update! t 'zz list)         ; error: hash-table-ref: no such key: zz
(let ((t (table 'a 1))) (call-with-values (lambda () (hash-table-pop! t)) (lambda (k v) (list k v (hash-table-size t)))))      ; => (a 1 0)
(hash-table-pop! (table))               ; error: hash-table-pop!: the table is empty
(let ((t (table 'a 1))) (hash-table-clear! t) (hash-table-size t))     ; => 0
(define u (hash-table by-symbol 'a 1 'b 2 'c 3))
(list (sort (map symbol->string (hash-table-keys u)) string<?) (sort (hash-table-values u) <)) ; => (("a" "b" "c") (1 2 3))
(call-with-values (lambda () (hash-table-entries u)) (lambda (keys values) (equal? (map cons keys values) (hash-table->alist u))))     ; => #t
(hash-table-find (lambda (k v) (and (= v 2) k)) u (lambda () 'none))   ; => b
(hash-table-find (lambda (k v) (= v 9)) u (lambda () 'none))   ; => none
(hash-table-count (lambda (k v) (odd? v)) u)    ; => 2
(entries (hash-table-map - by-symbol u))        ; => ((a . -1) (b . -2) (c . -3))
(let ((sum 0)) (hash-table-for-each (lambda (k v) (set! sum (+ sum v))) u) (hash-table-walk u (lambda (k v) (set! sum (+ sum v)))) sum)        ; => 12
(let ((t (hash-table-copy u #t))) (hash-table-map! (lambda (k v) (* v 10)) t) (hash-table-prune! (lambda (k v) (= v 20)) t) (list (entries t) (entries u)))   ; => (((a . 10) (c . 30)) ((a . 1) (b . 2) (c . 3)))
(sort (hash-table-map->list (lambda (k v) v) u) <)     ; => (1 2 3)
(list (hash-table-fold (lambda (k v sum) (+ v sum)) 0 u) (hash-table-fold u (lambda (k v sum) (+ v sum)) 0))   ; => (6 6)
(let ((t (hash-table-empty-copy (hash-table mod-10 1 'a)))) (hash-table-set! t 2 'b 12 'c) (entries t))        ; => ((12 . c))
; As sets.
(define (pair-of f) (lambda () (let ((one (table 'a 1 'b 2)) (other (table 'b 20 'c 30))) (list (eq? (f one other) one) (entries one) (entries other)))))
((pair-of hash-table-union!))           ; => (#t ((a . 1) (b . 2) (c . 30)) ((b . 20) (c . 30)))
((pair-of hash-table-merge!))           ; => (#t ((a . 1) (b . 2) (c . 30)) ((b . 20) (c . 30)))
((pair-of hash-table-intersection!))    ; => (#t ((b . 2)) ((b . 20) (c . 30)))
((pair-of hash-table-difference!))      ; => (#t ((a . 1)) ((b . 20) (c . 30)))
((pair-of hash-table-xor!))             ; => (#t ((a . 1) (c . 30)) ((b . 20) (c . 30)))
(entries (hash-table-union! (hash-table mod-10 1 'a) (hash-table mod-10 11 'b 2 'c)))  ; => ((1 . a) (2 . c))
; A table may come first or last; that none comes is an error, not a search without end.
(hash-table-fold car car car)           ; error: hash-table-fold: expected a hash table, got #<procedure car>
; "Whenever there is a previous association for a key, it is deleted": its key goes, too, in a
; table of any kind and size.
(map car (entries (let ((t (table "a" 1))) (hash-table-set! t (string #\a) 2) t)))    ; => ("a")
(let* ((old (string #\a)) (new (string #\a)) (t (table old 1))) (hash-table-set! t new 2) (map (lambda (key) (list (eq? key old) (eq? key new))) (hash-table-keys t)))   ; => ((#f #t))
(let* ((old (list 77)) (new (list 77)) (t (table))) (do ((i 0 (+ i 1))) ((= i 300)) (hash-table-set! t (list i) i)) (hash-table-set! t old 1 new 2) (hash-table-find (lambda (key value) (and (equal? key new) (eq? key new))) t list)) ; => #t
(let ((t (hash-table mod-10 3 'a))) (hash-table-update! t 13 list) (hash-table-update!/default t 23 list 0) (hash-table-intern! t 33 list) (hash-table->alist t)) ; => ((23 (a)))
; Of old.
(list (= (hash '(1)) (hash (list 1))) (= (string-hash "a") (string-hash (string #\a))) (= (string-ci-hash "a") (string-ci-hash "A")) (exact-integer? (hash-by-identity t))) ; => (#t #t #t #t)
(map (lambda (t) (hash-table-equivalence-function t)) (list (make-hash-table string=?) (make-hash-table by-symbol)))   ; => (#<procedure string=?> #<procedure eqv?>)
(= ((hash-table-hash-function (make-hash-table mod-10)) 13) 3) ; => #t
