; SRFI 128: comparators (reduced).

(import (srfi 128))
(define by-number (make-comparator real? = < number-hash))
(define by-string (make-comparator string? string=? string<? string-hash))
(define bare (make-comparator symbol? eq? #f #f))
(list (comparator? by-number) (comparator? car) (comparator? 5))        ; => (#t #f #f)
(list (comparator-ordered? by-number) (comparator-hashable? by-number) (comparator-ordered? bare) (comparator-hashable? bare))  ; => (#t #t #f #f)
(make-comparator 5 = < #f)              ; error: make-comparator: expected a procedure, got 5
(map (lambda (f) (procedure? (f by-number))) (list comparator-type-test-predicate comparator-equality-predicate comparator-ordering-predicate comparator-hash-function))        ; => (#t #t #t #t)
(list (comparator-test-type by-number 1) (comparator-test-type by-number 'a))   ; => (#t #f)
(comparator-check-type by-number 1)     ; => #t
(comparator-check-type by-number 'a)    ; error: comparator-check-type: expected what the comparator takes, got a
(comparator-test-type (make-comparator #t eq? #f #f) 'anything)         ; => #t
(= (comparator-hash by-number 1) (comparator-hash by-number 1.0))       ; => #t
(comparator-hash bare 'a)               ; error: comparator: this comparator has no hash function; cannot hash a
(<? bare 'a 'b)                         ; error: comparator: this comparator has no ordering predicate; cannot compare a b
(comparator-hash 5 'a)                  ; error: comparator-hash-function: expected a comparator, got 5
(list (=? by-number 1 1.0) (=? by-number 1 2) (=? by-number 1 1 1) (=? by-number 1 1 2))        ; => (#t #f #t #f)
(list (<? by-number 1 2) (<? by-number 1 2 3) (<? by-number 1 2 2) (<? by-number 2 1))  ; => (#t #t #f #f)
(list (>? by-number 2 1) (>? by-number 3 2 1) (>? by-number 3 3 1))     ; => (#t #t #f)
(list (<=? by-number 1 1) (<=? by-number 1 1 2) (<=? by-number 2 1))    ; => (#t #t #f)
(list (>=? by-number 1 1) (>=? by-number 2 1 1) (>=? by-number 1 2))    ; => (#t #t #f)
(map (lambda (n) (comparator-if<=> by-number n 5 'less 'equal 'greater)) '(4 5 6))     ; => (less equal greater)
(comparator-if<=> "a" "b" 'less 'equal 'greater)        ; => less
(=? 5 1 1)                              ; error: comparator-equality-predicate: expected a comparator, got 5

; Of parts.
(define of-pairs (make-pair-comparator by-number by-string))
(map (lambda (x) (comparator-test-type of-pairs x)) '((1 . "a") (1 . 2) ("a" . "a") 5)) ; => (#t #f #f #f)
(list (=? of-pairs '(1 . "a") '(1.0 . "a")) (=? of-pairs '(1 . "a") '(1 . "b")))        ; => (#t #f)
(list (<? of-pairs '(1 . "z") '(2 . "a")) (<? of-pairs '(1 . "a") '(1 . "b")) (<? of-pairs '(1 . "a") '(1 . "a")))      ; => (#t #t #f)
(= (comparator-hash of-pairs '(1 . "a")) (comparator-hash of-pairs '(1.0 . "a")))       ; => #t
(let ((c (make-pair-comparator by-number bare))) (list (comparator-ordered? c) (comparator-hashable? c)))       ; => (#f #f)
(define of-lists (make-list-comparator by-number list? null? car cdr))
(map (lambda (x) (comparator-test-type of-lists x)) '(() (1 2) (1 a) 5))        ; => (#t #t #f #f)
(list (=? of-lists '() '()) (=? of-lists '(1 2) '(1 2.0)) (=? of-lists '(1 2) '(1)) (=? of-lists '() '(1)))     ; => (#t #t #f #f)
(list (<? of-lists '() '(1)) (<? of-lists '(1) '()) (<? of-lists '(1 2) '(1 3)) (<? of-lists '(2) '(1 3)) (<? of-lists '(1) '(1 0)))    ; => (#t #f #t #f #t)
(= (comparator-hash of-lists '(1 2)) (comparator-hash of-lists '(1.0 2)))       ; => #t
(define of-bytes (make-vector-comparator (make-comparator exact-integer? = < number-hash) bytevector? bytevector-length bytevector-u8-ref))
(list (comparator-test-type of-bytes #u8(1)) (comparator-test-type of-bytes '(1)))      ; => (#t #f)
(list (=? of-bytes #u8(1 2) #u8(1 2)) (=? of-bytes #u8(1 2) #u8(1)) (=? of-bytes #u8(1) #u8(2)))        ; => (#t #f #f)
; The shorter comes first.
(list (<? of-bytes #u8(9) #u8(1 1)) (<? of-bytes #u8(1 2) #u8(1 3)) (<? of-bytes #u8(2 1) #u8(1 3)) (<? of-bytes #u8(1) #u8(1)))        ; => (#t #t #f #f)
(= (comparator-hash of-bytes #u8(1 2)) (comparator-hash of-bytes (bytevector 1 2)))     ; => #t

(list (=? (make-eq-comparator) 'a 'a) (=? (make-eq-comparator) "a" "b"))        ; => (#t #f)
(list (=? (make-eqv-comparator) 1.0 1.0) (=? (make-eqv-comparator) 1 1.0))      ; => (#t #f)
(list (=? (make-equal-comparator) '(1 "a") (list 1 "a")) (=? (make-equal-comparator) 1 1.0))    ; => (#t #f)
(map comparator-ordered? (list (make-eq-comparator) (make-eqv-comparator) (make-equal-comparator)))     ; => (#f #f #f)
(map comparator-hashable? (list (make-eq-comparator) (make-eqv-comparator) (make-equal-comparator)))    ; => (#t #t #t)

; They take what goes in circles, and NaNs, whose hashes go with their equality.
(define (ring . items) (let ((all (list-copy items))) (set-cdr! (last-pair all) all) all))
(map (lambda (c) (let ((x (ring 1 2))) (list (=? c x x) (exact-integer? (comparator-hash c x)) (=? c +nan.0 +nan.0) (exact-integer? (comparator-hash c +nan.0))))) (list (make-eq-comparator) (make-eqv-comparator) (make-equal-comparator)))      ; => ((#t #t #t #t) (#t #t #t #t) (#t #t #t #t))
(let ((c (make-equal-comparator)) (a (ring 1 2)) (b (ring 1 2 1 2))) (list (=? c a b) (= (comparator-hash c a) (comparator-hash c b)) (=? c a (ring 1 2 3))))       ; => (#t #t #f)
(= (default-hash (iota 20000)) (default-hash (iota 20000)))     ; => #t

; Hashes.
(map exact-integer? (list (boolean-hash #t) (char-hash #\a) (char-ci-hash #\a) (string-hash "a") (string-ci-hash "a") (symbol-hash 'a) (number-hash 1/2)))      ; => (#t #t #t #t #t #t #t)
(list (= (boolean-hash #t) (boolean-hash #f)) (= (char-ci-hash #\a) (char-ci-hash #\A)) (= (char-hash #\a) (char-hash #\A)) (= (string-ci-hash "aB") (string-ci-hash "Ab")) (= (number-hash 1/2) (number-hash 0.5)))       ; => (#f #t #f #t #t)
(list (= (default-hash #t) (boolean-hash #t)) (= (default-hash #\a) (char-hash #\a)) (= (default-hash "a") (string-hash "a")) (= (default-hash 'a) (symbol-hash 'a)) (= (default-hash 1.5) (number-hash 1.5)))  ; => (#t #t #t #t #t)
(= (default-hash '(1 #("a" b))) (default-hash (list 1.0 (vector "a" 'b))))      ; => #t
(boolean-hash 5)                        ; error: boolean-hash: expected a boolean, got 5
(char-hash 5)                           ; error: char-hash: expected a character, got 5
(symbol-hash 5)                         ; error: symbol-hash: expected a symbol, got 5
(list (exact-integer? (hash-bound)) (< -1 (hash-salt) (hash-bound)))    ; => (#t #t)

; The default comparator.
(define d (make-default-comparator))
(define (sorted items) (sort items (lambda (a b) (<? d a b))))
(sorted (list #u8(1) (vector 1) 5 'a "s" #\c #t '(1) '() #f))   ; => (() (1) #f #t #\c "s" a 5 #(1) #u8(1))
(sorted '((2) (1 2) (1) (1 . 0) ()))    ; => (() (1) (1 2) (1 . 0) (2))
(sorted '(3 1.5 1/2 -1))                ; => (-1 1/2 1.5 3)
(sorted '("b" "a" "ab" ""))             ; => ("" "a" "ab" "b")
(sorted '(b a c))                       ; => (a b c)
(sorted '(#(2) #(1 1) #(1) #()))        ; => (#() #(1) #(2) #(1 1))
(sorted '(#u8(2) #u8(1 1) #u8(1)))      ; => (#u8(1) #u8(2) #u8(1 1))
(sorted '(2+1i 1+5i 1+2i))              ; => (1+2i 1+5i 2+i)
(list (=? d 1 1.0) (=? d '(1 "a") '(1.0 "a")) (=? d "a" 'a) (=? d car car) (=? d car cdr))      ; => (#t #t #f #t #f)
(list (comparator-test-type d car) (comparator-ordered? d) (comparator-hashable? d))    ; => (#t #t #t)
(let ((a (list car)) (b (list cdr))) (list (=? d a a) (=? d a b) (not (eq? (<? d a b) (<? d b a)))))    ; => (#t #f #t)
(define-record-type point (make-point x y) point? (x point-x) (y point-y))
(=? d (make-point 1 2) (make-point 1 2))        ; => #f
(comparator-register-default! (make-comparator point? (lambda (a b) (= (point-x a) (point-x b))) (lambda (a b) (< (point-x a) (point-x b))) (lambda (p) (number-hash (point-x p)))))
(list (=? d (make-point 1 2) (make-point 1 3)) (<? d (list 1 (make-point 1 2)) (list 1 (make-point 2 0))) (<? d (vector (make-point 1 2)) (vector (make-point 0 0))))   ; => (#t #t #f)
(= (default-hash (list (make-point 1 2))) (default-hash (list (make-point 1 3))))       ; => #t
(= (default-hash (vector 1 (make-point 1 2))) (default-hash (vector 1.0 (make-point 1 3))))     ; => #t
(not (eq? (<? d car (make-point 1 1)) (<? d (make-point 1 1) car)))     ; => #t
(comparator-register-default! 5)        ; error: comparator-register-default!: expected a comparator, got 5
