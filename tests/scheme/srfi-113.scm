; SRFI 113: sets and bags.

(import (srfi 113) (srfi 128))
(define by-number (make-comparator real? = < number-hash))
(define by-ci (make-comparator string? string-ci=? string-ci<? string-ci-hash))
(define by-mod (make-comparator integer? (lambda (a b) (= (modulo a 10) (modulo b 10))) #f (lambda (x) (modulo x 10))))
(define (ints . items) (list->set by-number items))
(define (many . items) (list->bag by-number items))
(define (in s) (sort (set->list s) <))
(define (out b) (sort (bag->list b) <))
(in (set by-number 3 1 2 1))            ; => (1 2 3)
(in (set by-mod 1 11 2))                ; => (1 2)
(out (bag by-number 3 1 2 1))           ; => (1 1 2 3)
(in (set-unfold by-number (lambda (n) (> n 3)) (lambda (n) (* n n)) (lambda (n) (+ n 1)) 0))    ; => (0 1 4 9)
(out (bag-unfold by-number (lambda (n) (> n 3)) (lambda (n) (quotient n 2)) (lambda (n) (+ n 1)) 0))    ; => (0 0 1 1)
(map (lambda (p) (list (p (ints)) (p (many)) (p '()))) (list set? bag?))        ; => ((#t #f #f) (#f #t #f))
(list (set-contains? (ints 1 2) 2.0) (set-contains? (ints 1) 3) (bag-contains? (many 1 1) 1))   ; => (#t #f #t)
(list (set-empty? (ints)) (set-empty? (ints 1)) (bag-empty? (many)))    ; => (#t #f #t)
(list (set-disjoint? (ints 1 2) (ints 3)) (set-disjoint? (ints 1 2) (ints 2)) (bag-disjoint? (many 1) (many 1 2)))      ; => (#t #f #f)
(list (set-member (set by-ci "a" "B") "b" #f) (set-member (set by-ci) "x" 'none) (bag-member (bag by-ci "a" "A") "A" #f))       ; => ("B" none "a")
(list (eq? (set-element-comparator (ints)) by-number) (eq? (bag-element-comparator (many)) by-number))  ; => (#t #t)
(set-size '())                          ; error: set-size: expected a set, got ()
(guard (e (#t (condition-who e))) (bag-size (ints 1)))     ; => bag-size
(bag-size 5)                            ; error: bag-size: expected a bag, got 5

; What ends in ! may change its argument; the others do not.
(define s (ints 1 2 3))
(define b (many 1 1 2))
(list (in (set-adjoin s 4 1)) (in s) (out (bag-adjoin b 2 5)) (out b))  ; => ((1 2 3 4) (1 2 3) (1 1 2 2 5) (1 1 2))
(list (in (set-delete s 1 9)) (in (set-delete-all s '(1 2))) (out (bag-delete b 1)) (out (bag-delete-all b '(2))))      ; => ((2 3) (3) (2) (1 1))
(list (in (set-adjoin! (ints 1) 2)) (out (bag-adjoin! (many 1) 1)) (in (set-delete! (ints 1 2) 1)) (out (bag-delete! (many 1 1 2) 1)) (in (set-delete-all! (ints 1 2) '(1))) (out (bag-delete-all! (many 1 2) '(1)))) ; => ((1 2) (1 1) (2) (2) (2) (2))
(define words (set by-ci "one" "two"))
(list (sort (set->list (set-replace words "ONE")) string<?) (sort (set->list (set-replace words "six")) string<?) (sort (set->list words) string<?))    ; => (("ONE" "two") ("one" "two") ("one" "two"))
(list (set->list (set-replace! (set by-ci "a") "A")) (bag->list (bag-replace (bag by-ci "a" "a") "A")) (bag->list (bag-replace! (bag by-ci "a") "A")))   ; => (("A") ("A" "A") ("A"))
(define (searched search! c x which) (call-with-values (lambda () (search! c x (lambda (insert ignore) (if (eq? which 'insert) (insert 'inserted) (ignore 'ignored))) (lambda (found update remove) (if (eq? which 'update) (update 9 'updated) (remove found))))) (lambda (c result) (list (sort (if (set? c) (set->list c) (bag->list c)) <) result))))
(map (lambda (x which) (searched set-search! (ints 1 2) x which)) '(3 3 2 2) '(insert ignore update remove))    ; => (((1 2 3) inserted) ((1 2) ignored) ((1 9) updated) ((1) 2))
(map (lambda (x which) (searched bag-search! (many 2 2) x which)) '(3 3 2 2) '(insert ignore update remove))    ; => (((2 2 3) inserted) ((2 2) ignored) ((2 9) updated) ((2) 2))

(list (set-size s) (bag-size b) (set-find even? s (lambda () 'none)) (set-find (lambda (x) (> x 5)) s (lambda () 'none)) (bag-find even? b (lambda () 'none)))  ; => (3 3 2 none 2)
(list (set-count odd? s) (bag-count odd? b) (set-any? even? s) (set-any? zero? s) (bag-any? even? b) (set-every? positive? s) (set-every? odd? s) (bag-every? odd? b))  ; => (2 2 #t #f #t #t #f #f)
(in (set-map by-number (lambda (x) (quotient x 2)) (ints 1 2 3 4 5)))   ; => (0 1 2)
(out (bag-map by-number (lambda (x) (quotient x 2)) (many 1 2 3 4 5)))  ; => (0 1 1 2 2)
(let ((sum 0)) (set-for-each (lambda (x) (set! sum (+ sum x))) s) (bag-for-each (lambda (x) (set! sum (+ sum (* 10 x)))) b) sum)        ; => 46
(list (set-fold + 0 s) (bag-fold + 0 b))        ; => (6 4)
(list (in (set-filter odd? s)) (in (set-remove odd? s)) (out (bag-filter odd? b)) (out (bag-remove odd? b)))    ; => ((1 3) (2) (1 1) (2))
(list (in (set-filter! odd? (ints 1 2))) (in (set-remove! odd? (ints 1 2))) (out (bag-filter! odd? (many 1 1 2))) (out (bag-remove! odd? (many 1 2))))  ; => ((1) (2) (1 1) (2))
(call-with-values (lambda () (set-partition odd? s)) (lambda (a b) (list (in a) (in b))))       ; => ((1 3) (2))
(call-with-values (lambda () (set-partition! odd? (ints 1 2))) (lambda (a b) (list (in a) (in b))))     ; => ((1) (2))
(call-with-values (lambda () (bag-partition odd? b)) (lambda (a b) (list (out a) (out b))))     ; => ((1 1) (2))
(call-with-values (lambda () (bag-partition! odd? (many 1 1 2))) (lambda (a b) (list (out a) (out b)))) ; => ((1 1) (2))
(let ((c (set-copy s)) (d (bag-copy b))) (set-adjoin! c 9) (bag-adjoin! d 9) (list (in s) (in c) (out b) (out d)))      ; => ((1 2 3) (1 2 3 9) (1 1 2) (1 1 2 9))
(list (in (list->set by-number '(2 1 2))) (in (list->set! (ints 1) '(2 1))) (out (list->bag by-number '(2 1 2))) (out (list->bag! (many 1) '(2 1))))    ; => ((1 2) (1 2) (1 2 2) (1 1 2))

(define (compared . relations) (lambda (a b) (map (lambda (r) (r a b)) relations)))
(map (lambda (a b) ((compared set=? set<? set>? set<=? set>=?) (apply ints a) (apply ints b))) '((1 2) (1) (1 2) (1)) '((2 1) (1 2) (1) (2)))     ; => ((#t #f #f #t #t) (#f #t #f #t #f) (#f #f #t #f #t) (#f #f #f #f #f))
(map (lambda (a b) ((compared bag=? bag<? bag>? bag<=? bag>=?) (apply many a) (apply many b))) '((1 1) (1) (1 1) (1 2)) '((1 1) (1 1) (1) (1 1)))   ; => ((#t #f #f #t #t) (#f #t #f #t #f) (#f #f #t #f #t) (#f #f #f #f #f))
(list (set<? (ints) (ints 1) (ints 1 2)) (set<? (ints) (ints 1) (ints 2 3)) (set=? (ints 1)) (set<? 5)) ; error: set<?: expected a set, got 5
(list (set<? (ints) (ints 1) (ints 1 2)) (set<? (ints) (ints 1) (ints 2 3)) (set=? (ints 1)))   ; => (#t #f #t)
(define (each-of . operations) (lambda (shown . cs) (map (lambda (op) (shown (apply op cs))) operations)))
((each-of set-union set-intersection set-difference set-xor) in (ints 1 2 3) (ints 2 3 4))      ; => ((1 2 3 4) (2 3) (1) (1 4))
((each-of set-union set-intersection set-difference) in (ints 1 2 3) (ints 2 4) (ints 2 5))     ; => ((1 2 3 4 5) (2) (1 3))
((each-of bag-union bag-intersection bag-difference bag-xor bag-sum) out (many 1 1 1 2) (many 1 3))     ; => ((1 1 1 2 3) (1) (1 1 2) (1 1 2 3) (1 1 1 1 2 3))
(list (in (set-union! (ints 1) (ints 2))) (in (set-intersection! (ints 1 2) (ints 2))) (in (set-difference! (ints 1 2) (ints 2))) (in (set-xor! (ints 1 2) (ints 2 3))))         ; => ((1 2) (2) (1) (1 3))
(list (out (bag-union! (many 1) (many 1 2))) (out (bag-intersection! (many 1 1) (many 1))) (out (bag-difference! (many 1 1) (many 1))) (out (bag-xor! (many 1 1) (many 1 2))) (out (bag-sum! (many 1) (many 1) (many 2))))       ; => ((1 2) (1) (1) (1 2) (1 1 2))
; Elements come from the first.
(set->list (set-union (set by-ci "a") (set by-ci "A"))) ; => ("a")
(set-xor s s s)                         ; error: procedure: expected 2 arguments, got 3
(guard (e (#t (condition-who e))) (set-union s b))      ; => set-union
(bag-union b 5)                         ; error: bag-union: expected a bag, got 5

; Bags alone.
(list (out (bag-product 2 b)) (out (bag-product 0 b)) (out b) (out (bag-product! 2 (many 1))))  ; => ((1 1 1 1 2 2) () (1 1 2) (1 1))
(bag-product -1 b)                      ; error: bag-product!: expected a factor (an exact integer from 0), got -1
(list (bag-unique-size b) (bag-element-count b 1) (bag-element-count b 9))      ; => (2 2 0)
(let ((seen '())) (bag-for-each-unique (lambda (x n) (set! seen (cons (cons x n) seen))) b) (sort seen (lambda (a b) (< (car a) (car b)))))     ; => ((1 . 2) (2 . 1))
(bag-fold-unique (lambda (x n sum) (+ sum (* x n 10))) 0 b)     ; => 40
(list (out (bag-increment! (many 1) 1 2)) (out (bag-increment! (many) 5 1)) (out (bag-decrement! (many 1 1 1) 1 2)) (out (bag-decrement! (many 1) 1 5)))        ; => ((1 1 1) (5) (1) ())
(list (in (bag->set b)) (out (set->bag s)) (out (set->bag! (many 1) s)))        ; => ((1 2) (1 2 3) (1 1 2 3))
(sort (bag->alist b) (lambda (a b) (< (car a) (car b))))        ; => ((1 . 2) (2 . 1))
(out (alist->bag by-number '((1 . 2) (3 . 1) (1 . 1))))         ; => (1 1 1 3)
; Sets of sets.
(let ((sets (set set-comparator (ints 1 2) (ints 2 1) (ints 3)))) (list (set-size sets) (set-contains? sets (ints 1.0 2)) (set-contains? sets (ints 1))))       ; => (2 #t #f)
(let ((bags (bag bag-comparator (many 1 1) (many 1 1) (many 1)))) (list (bag-size bags) (bag-unique-size bags) (bag-element-count bags (many 1 1))))    ; => (3 2 2)
