; SRFI 69: hash tables.

(import (srfi 69))
(define t (make-hash-table))
(list (hash-table? t) (hash-table? '()) (hash-table-size t))    ; => (#t #f 0)
(hash-table-set! t 'a 1)
(hash-table-set! t "str" 2)
(hash-table-set! t '(1 2) 3)
(list (hash-table-ref t 'a) (hash-table-ref t "str") (hash-table-ref t (list 1 2)) (hash-table-size t)) ; => (1 2 3 3)
(hash-table-set! t 'a 10)
(list (hash-table-ref t 'a) (hash-table-size t))        ; => (10 3)
(list (hash-table-ref/default t 'zz 'none) (hash-table-exists? t 'a) (hash-table-exists? t 'zz))        ; => (none #t #f)
(hash-table-ref t 'zz)                  ; error: hash-table-ref: no such key: zz at 1:1
(hash-table-ref t 'zz (lambda () 'made))        ; => made
(hash-table-ref t 'a (lambda () 'made) (lambda (x) (* x 2)))    ; => 20
(hash-table-delete! t 'a)
(hash-table-delete! t 'never-there)
(list (hash-table-exists? t 'a) (hash-table-size t))    ; => (#f 2)
(define counts (make-hash-table))
(for-each (lambda (w) (hash-table-update!/default counts w (lambda (n) (+ n 1)) 0)) '(a b a c a))
(sort (hash-table->alist counts) (lambda (x y) (> (cdr x) (cdr y))))    ; => ((a . 3) (b . 1) (c . 1))
(hash-table-update! counts 'a -)
(hash-table-ref counts 'a)              ; => -3
(hash-table-update! counts 'new (lambda (x) (+ x 1)) (lambda () 100))
(hash-table-ref counts 'new)            ; => 101
(hash-table-update! counts 'missing -)  ; error: hash-table-ref: no such key: missing
(sort (hash-table-values counts) <)     ; => (-3 1 1 101)
(map symbol->string (sort (hash-table-keys counts) (lambda (a b) (string<? (symbol->string a) (symbol->string b)))))    ; => ("a" "b" "c" "new")
(let ((sum 0)) (hash-table-walk counts (lambda (k v) (set! sum (+ sum v)))) sum)        ; => 100
(hash-table-fold counts (lambda (k v acc) (+ v acc)) 0) ; => 100
(define copy (hash-table-copy counts))
(hash-table-set! copy 'a 0)
(list (hash-table-ref counts 'a) (hash-table-ref copy 'a))      ; => (-3 0)
(define from (alist->hash-table '((x . 1) (y . 2) (x . 3))))
(list (hash-table-ref from 'x) (hash-table-size from))  ; => (1 2)
(hash-table-size (hash-table-merge! (alist->hash-table '((p . 1))) from))       ; => 3
; Keys are compared by the table's own equivalence.
(define by-eq (make-hash-table eq?))
(hash-table-set! by-eq "k" 1)
(hash-table-ref/default by-eq "k" 'other-string)        ; => other-string
(let ((key (list 1))) (hash-table-set! by-eq key 'same) (hash-table-ref by-eq key))     ; => same
(define by-string (make-hash-table string=?))
(hash-table-set! by-string "k" 1)
(hash-table-ref by-string (string #\k)) ; => 1
(define by-ci (make-hash-table string-ci=? string-ci-hash))
(hash-table-set! by-ci "Key" 1)
(hash-table-ref by-ci "KEY")            ; => 1
(define by-eqv (make-hash-table eqv?))
(hash-table-set! by-eqv 2 'exact)
(hash-table-set! by-eqv 2.0 'inexact)
(list (hash-table-ref by-eqv 2) (hash-table-ref by-eqv 2.0) (hash-table-ref/default by-eqv #t 'none))   ; => (exact inexact none)
(define mixed (make-hash-table))
(for-each (lambda (k) (hash-table-set! mixed k k)) (list 1 1.0 #t #f '() #\1 "1" '|1| 1/2 0 (vector 1) (list 1)))
(hash-table-size mixed)                 ; => 12
(list (hash-table-ref mixed 1) (hash-table-ref mixed #t) (hash-table-ref mixed 0) (hash-table-ref mixed #f) (hash-table-ref mixed (vector 1)))  ; => (1 #t 0 #f #(1))
(let ((big (make-hash-table))) (do ((i 0 (+ i 1))) ((= i 5000)) (hash-table-set! big i (* i i))) (do ((i 0 (+ i 2))) ((>= i 5000)) (hash-table-delete! big i)) (list (hash-table-size big) (hash-table-ref big 4999) (hash-table-exists? big 4998)))  ; => (2500 24990001 #f)
(= (hash "abc") (hash (string #\a #\b #\c)))    ; => #t
(hash-table-ref '() 1)                  ; error: hash-table-ref: expected a hash table, got ()
(hash-table-set! 5 1 2)                 ; error: hash-table-set!: expected a hash table, got 5
(make-hash-table (lambda (a b) #t))     ; error: make-hash-table: expected one of the procedures eqv? equal? string=? string-ci=? = eq? char=? symbol=? boolean=?, got #<procedure>
; What walks a table may change it.
(let ((h (alist->hash-table '((1 . 1) (2 . 2))))) (hash-table-walk h (lambda (k v) (hash-table-delete! h k))) (hash-table-size h))      ; => 0
