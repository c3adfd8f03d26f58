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
(make-hash-table 5)                     ; error: make-hash-table: expected an equivalence (a procedure), got 5
; What walks a table may change it.
(let ((h (alist->hash-table '((1 . 1) (2 . 2))))) (hash-table-walk h (lambda (k v) (hash-table-delete! h k))) (hash-table-size h))      ; => 0
; Each name of SRFI 69 that is not above.
(eq? (hash-table-equivalence-function by-string) string=?)      ; => #t
(eq? (hash-table-hash-function by-string) string-hash)  ; => #t
(list (< -1 (hash 'x 10) 10) (< -1 (string-hash "x" 10) 10) (< -1 (string-ci-hash "x" 10) 10) (< -1 (hash-by-identity 'x 10) 10))      ; => (#t #t #t #t)
(= (string-ci-hash "Key") (string-ci-hash "KEY"))       ; => #t
(hash-table-values (hash-table-merge! (alist->hash-table '((p . 1))) (alist->hash-table '((p . 2)))))   ; => (1)
(alist->hash-table '(1))                ; error: alist->hash-table: expected a list of pairs, got (1)
(hash-table-merge! 5 by-ci)             ; error: hash-table-merge!: expected a hash table, got 5

; An equivalence of one's own, and its hash function.
(define (mod-10=? a b) (= (modulo a 10) (modulo b 10)))
(define (mod-10-hash x . bound) (modulo x 10))
(define own (make-hash-table mod-10=? mod-10-hash))
(hash-table-set! own 3 'three)
(hash-table-set! own 13 'thirteen)
(hash-table-set! own 4 'four)
(list (hash-table-size own) (hash-table-ref own 23) (hash-table-ref/default own 5 'none) (hash-table-exists? own 103) (hash-table-exists? own 5))       ; => (2 thirteen none #t #f)
(sort (hash-table->alist own) (lambda (a b) (< (car a) (car b))))       ; => ((4 . four) (13 . thirteen))
(list (sort (hash-table-keys own) <) (hash-table-ref own 5 (lambda () 'made)))  ; => ((4 13) made)
(hash-table-ref own 5)                  ; error: hash-table-ref: no such key: 5
(begin (hash-table-update! own 14 list) (hash-table-update!/default own 5 (lambda (x) (+ x 1)) 0) (list (hash-table-ref own 4) (hash-table-ref own 25)))        ; => ((four) 1)
(begin (hash-table-delete! own 33) (hash-table-delete! own 99) (list (hash-table-size own) (hash-table-exists? own 3))) ; => (2 #f)
(let ((copy (hash-table-copy own))) (hash-table-set! copy 6 'six) (hash-table-clear! own) (list (hash-table-size own) (hash-table-ref copy 16) (hash-table-ref copy 5)))        ; => (0 six 1)
(list (eq? (hash-table-equivalence-function own) mod-10=?) (eq? (hash-table-hash-function own) mod-10-hash))    ; => (#t #t)
; A hash function of SRFI 69 may want the bound.
(let ((t (make-hash-table mod-10=? (lambda (x bound) (modulo (modulo x 10) bound))))) (hash-table-set! t 1 'a) (hash-table-ref t 11))  ; => a
; Keys whose hashes are the same are told apart.
(let ((t (make-hash-table (lambda (a b) (string=? a b)) (lambda (x) 7)))) (hash-table-set! t "a" 1) (hash-table-set! t "b" 2) (hash-table-set! t "a" 3) (hash-table-delete! t "b") (hash-table->alist t))       ; => (("a" . 3))
(let ((t (alist->hash-table '((1 . a) (11 . b) (2 . c)) mod-10=? mod-10-hash))) (list (hash-table-size t) (hash-table-ref t 21)))       ; => (2 a)
(hash-table-size (hash-table-merge! (alist->hash-table '((1 . a)) mod-10=? mod-10-hash) (alist->hash-table '((11 . a) (2 . b)))))      ; => 2
; They may wait, and escape.
(let ((t (make-hash-table (lambda (a b) (= (test-pause a) b)) (lambda (x) (test-pause 5))))) (hash-table-set! t 1 'a) (hash-table-set! t 2 'b) (list (hash-table-ref t 1) (hash-table-ref/default t 3 'no) (if (hash-table-exists? t 2) 'yes 'no)))     ; => (a no yes)
(call/cc (lambda (k) (hash-table-set! (make-hash-table (lambda (a b) #t) (lambda (x) (k 'out))) 1 2)))  ; => out
(hash-table-set! (make-hash-table (lambda (a b) #t) (lambda (x) 'no)) 1 2)      ; error: hash-table: expected an exact integer from the hash function, got no
(let ((t (make-hash-table mod-10=? (lambda (x) x)))) (do ((i 0 (+ i 1))) ((= i 1000)) (hash-table-set! t i i)) (list (hash-table-size t) (hash-table-ref t 999)))        ; => (1000 999)
; Beside the SRFI, in (perdure base).
(let ((t (alist->hash-table '((a . 1))))) (list (hash-table-contains? t 'a) (hash-table-count t) (hash-table-empty? t) (hash-table-ref! t 'b (lambda () 2)) (hash-table-ref! t 'b (lambda () 3)) (begin (hash-table-clear! t) (hash-table-empty? t))))        ; => (#t 1 #f 2 2 #t)
