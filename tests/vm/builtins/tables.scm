; Hash tables: SRFI 69.

(define t (make-hash-table))
(hash-table? t)                         ; => #t
(hash-table-set! t 'a 1)
(hash-table-set! t "b" 2)
(hash-table-set! t '(c #(d 1.5)) 3)
(hash-table-ref t 'a)                   ; => 1
(hash-table-ref t (string-append "b"))  ; => 2
(hash-table-ref t (list 'c (vector 'd 1.5)))    ; => 3
(hash-table-ref t 'x)                   ; error: hash-table-ref: no such key: x
(hash-table-ref t 'x (lambda () 'none)) ; => none
(hash-table-ref t 'a (lambda () 'none) list)    ; => (1)
(hash-table-ref/default t 'x 0)         ; => 0
(hash-table-ref 5 'x)                   ; error: hash-table-ref: expected a hash table, got 5
(hash-table-size t)                     ; => 3
(hash-table-count t)                    ; => 3
(hash-table-exists? t 'a)               ; => #t
(hash-table-contains? t 'zz)            ; => #f
(hash-table-update! t 'a (lambda (x) (+ x 10)))
(hash-table-ref t 'a)                   ; => 11
(hash-table-update! t 'n (lambda (x) (+ x 1)) (lambda () 0))
(hash-table-ref t 'n)                   ; => 1
(hash-table-update! t 'zz (lambda (x) x))   ; error: hash-table-ref: no such key: zz
(hash-table-update!/default t 'm (lambda (x) (cons 'y x)) '())
(hash-table-update!/default t 'm (lambda (x) (cons 'z x)) '())
(hash-table-ref t 'm)                   ; => (z y)
(hash-table-ref! t 'new (lambda () 5))  ; => 5
(hash-table-ref! t 'new (lambda () 6))  ; => 5
(hash-table-delete! t 'new)
(hash-table-delete! t 'not-there)
(hash-table-keys t)                     ; => (a "b" (c #(d 1.5)) n m)
(hash-table-values t)                   ; => (11 2 3 1 (z y))
(hash-table-fold t (lambda (k v n) (+ n 1)) 0)  ; => 5
(let ((seen '()))
  (hash-table-walk t (lambda (k v) (set! seen (cons k seen)) (hash-table-delete! t k)))
  (list (length seen) (hash-table-size t)))     ; => (5 0)
(hash-table-empty? t)                   ; => #t

; ---- equivalences

(define (with-keys same? . keys)
  (let ((t (make-hash-table same?)))
    (for-each (lambda (k) (hash-table-set! t k #t)) keys)
    (hash-table-size t)))
(with-keys eq? "a" "a")                 ; => 2
(with-keys eqv? 1 1.0 1 100000000000000000000 100000000000000000000)  ; => 3
(with-keys equal? 1 1.0 "a" "a" '(1) '(1) #\a)  ; => 5
(with-keys equal? 0.0 -0.0 +nan.0 +nan.0)       ; => 3
(with-keys equal? '(("a") b) '(("a" b)) '("(" b) '(("a") b))    ; => 3
(with-keys string=? "a" "b" "a")        ; => 2
(with-keys string-ci=? "a" "A")         ; => 1
(with-keys = 1 1.0 2)                   ; => 2
(with-keys string=? 'a)                 ; error: hash-table: expected a string as the key, got a
(with-keys (lambda (a b) (equal? a b)) 1 2 1)   ; => 2
(with-keys 5 1)                         ; error: make-hash-table: expected an equivalence (a procedure), got 5

; ---- the rest

(define u (alist->hash-table '((a . 1) (b . 2) (a . 3))))
(hash-table->alist u)                   ; => ((a . 1) (b . 2))
(define v (hash-table-copy u))
(hash-table-set! v 'c 3)
(list (hash-table-size u) (hash-table-size v))  ; => (2 3)
(hash-table-merge! u v)
(hash-table->alist u)                   ; => ((a . 1) (b . 2) (c . 3))
(hash-table-clear! u)
(hash-table-size u)                     ; => 0
u                                       ; => #<hash-table 0>
(= (hash "abc") (hash (string-append "ab" "c")))        ; => #t
(string-hash "abc" 100)                 ; => 78
(hash 'abc)                             ; => 891568578
(hash-table-equivalence-function (make-hash-table string=?))    ; => #<procedure string=?>

; A large table: pages, growth and deletion.
(define large (make-hash-table))
(for-each (lambda (i) (hash-table-set! large i (* i i))) (iota 3000))
(hash-table-size large)                 ; => 3000
(every (lambda (i) (= (hash-table-ref large i) (* i i))) (iota 3000))   ; => #t
(for-each (lambda (i) (if (odd? i) (hash-table-delete! large i))) (iota 3000))
(hash-table-size large)                 ; => 1500
(list (hash-table-ref/default large 4 #f) (hash-table-ref/default large 5 #f))  ; => (16 #f)
(apply + (hash-table-values large))     ; => 4495501000
; Objects as keys of a large table, by identity.
(define keys (map list (iota 200)))
(define by-identity (make-hash-table eq?))
(for-each (lambda (k) (hash-table-set! by-identity k (car k))) keys)
(every (lambda (k) (= (hash-table-ref by-identity k) (car k))) keys)    ; => #t
(hash-table-ref/default by-identity (list 5) 'none)     ; => none
