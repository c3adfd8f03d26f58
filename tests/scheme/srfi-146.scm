; SRFI 146: mappings with ordered keys, and by hashes.

(import (srfi 146) (srfi 146 hash) (only (srfi 128) make-comparator make-default-comparator =? <? comparator-hash comparator-ordered? comparator-hashable? comparator-test-type))

(define order (make-default-comparator))
(define m (mapping order 'b 2 'a 1 'c 3))
(define (shown map) (mapping->alist map))
(define (both thunk) (call-with-values thunk list))
(define-syntax refusal (syntax-rules () ((_ call) (guard (e (#t (list (condition-kind e) (condition-who e)))) call))))

; ---- Making
(shown m)                               ; => ((a . 1) (b . 2) (c . 3))
(shown (mapping order 'a 1 'b 2 'a 3))  ; => ((a . 1) (b . 2))
(shown (mapping order))                 ; => ()
(shown (mapping-unfold (lambda (n) (= n 3)) (lambda (n) (values (modulo n 2) n)) (lambda (n) (+ n 1)) 0 order))         ; => ((0 . 0) (1 . 1))
(shown (alist->mapping order '((b . 2) (a . 1) (b . 3))))       ; => ((a . 1) (b . 2))
(shown (alist->mapping! m '((d . 4) (a . 9))))  ; => ((a . 1) (b . 2) (c . 3) (d . 4))
(list (shown (mapping/ordered order 1 'a 2 'b)) (shown (alist->mapping/ordered order '((1 . a) (2 . b)))) (shown (mapping-unfold/ordered (lambda (n) (= n 2)) (lambda (n) (values n n)) (lambda (n) (+ n 1)) 0 order)))
                                        ; => (((1 . a) (2 . b)) ((1 . a) (2 . b)) ((0 . 0) (1 . 1)))
(eq? (mapping-key-comparator m) order)  ; => #t
(shown (mapping-copy m))                ; => ((a . 1) (b . 2) (c . 3))

; ---- Asking
(map mapping? (list m (mapping order) '((a . 1)) (hashmap order)))      ; => (#t #t #f #f)
(map hashmap? (list m (hashmap order)))         ; => (#f #t)
(list (mapping-contains? m 'b) (mapping-contains? m 'x) (mapping-empty? m) (mapping-empty? (mapping order)) (mapping-size m))   ; => (#t #f #f #t 3)
(list (mapping-disjoint? m (mapping order 'x 1)) (mapping-disjoint? m (mapping order 'x 1 'a 2)))       ; => (#t #f)
(list (mapping-ref m 'b) (mapping-ref m 'x (lambda () 'none)) (mapping-ref m 'b (lambda () 'none) -) (mapping-ref/default m 'x 'default) (mapping-ref/default m 'a 'default))    ; => (2 none -2 default 1)
(guard (e (#t (cons (error-object-message e) (error-object-irritants e)))) (mapping-ref m 'x))  ; => ("mapping-ref: there is no such key:" x)
(both (lambda () (mapping-ref m 'x (lambda () (values 1 2)))))  ; => (1 2)

; ---- Changed ones. The old one stays what it was.
(shown (mapping-adjoin m 'd 4 'a 9))    ; => ((a . 1) (b . 2) (c . 3) (d . 4))
(shown (mapping-set m 'd 4 'a 9))       ; => ((a . 9) (b . 2) (c . 3) (d . 4))
(list (shown (mapping-replace m 'b 9)) (shown (mapping-replace m 'x 9)))        ; => (((a . 1) (b . 9) (c . 3)) ((a . 1) (b . 2) (c . 3)))
(list (shown (mapping-delete m 'a 'c 'x)) (shown (mapping-delete-all m '(b))) (shown (mapping-delete m)))       ; => (((b . 2)) ((a . 1) (c . 3)) ((a . 1) (b . 2) (c . 3)))
(call-with-values (lambda () (mapping-intern m 'd (lambda () 4))) (lambda (map value) (list (shown map) value)))        ; => (((a . 1) (b . 2) (c . 3) (d . 4)) 4)
(call-with-values (lambda () (mapping-intern m 'a (lambda () 4))) (lambda (map value) (list (eq? map m) value)))        ; => (#t 1)
(shown (mapping-update m 'b -))         ; => ((a . 1) (b . -2) (c . 3))
(shown (mapping-update m 'd - (lambda () 4)))   ; => ((a . 1) (b . 2) (c . 3) (d . -4))
(shown (mapping-update m 'b - (lambda () 4) (lambda (n) (* n 10))))     ; => ((a . 1) (b . -20) (c . 3))
(shown (mapping-update/default m 'd - 4))       ; => ((a . 1) (b . 2) (c . 3) (d . -4))
(guard (e (#t (error-object-message e))) (mapping-update m 'x -))       ; => "mapping-update: there is no such key:"
(call-with-values (lambda () (mapping-pop m)) (lambda (map key value) (list (shown map) key value)))    ; => (((b . 2) (c . 3)) a 1)
(mapping-pop (mapping order) (lambda () 'none)) ; => none
(refusal (mapping-pop (mapping order))) ; => (type mapping-pop)
(define (searched key how)
  (call-with-values
    (lambda ()
      (mapping-search m key
        (lambda (insert ignore) (if (eq? how 'insert) (insert 'new 'inserted) (ignore 'ignored)))
        (lambda (key value update remove) (if (eq? how 'update) (update 'z (list key value) 'updated) (remove 'removed)))))
    (lambda (map object) (list (shown map) object))))
(searched 'x 'insert)                   ; => (((a . 1) (b . 2) (c . 3) (x . new)) inserted)
(searched 'x 'ignore)                   ; => (((a . 1) (b . 2) (c . 3)) ignored)
(searched 'b 'update)                   ; => (((a . 1) (c . 3) (z b 2)) updated)
(searched 'b 'remove)                   ; => (((a . 1) (c . 3)) removed)
; The procedures with ! are the same.
(list (eq? mapping-set! mapping-set) (eq? mapping-range<! mapping-range<) (eq? hashmap-set! hashmap-set))       ; => (#t #t #t)
(shown m)                               ; => ((a . 1) (b . 2) (c . 3))

; ---- The whole of it, in the order of the keys
(list (mapping-keys m) (mapping-values m))      ; => ((a b c) (1 2 3))
(both (lambda () (mapping-entries m)))  ; => ((a b c) (1 2 3))
(both (lambda () (mapping-find (lambda (key value) (> value 1)) m (lambda () 'none))))  ; => (b 2)
(mapping-find (lambda (key value) #f) m (lambda () 'none))      ; => none
(define (odd-value? key value) (odd? value))
(list (mapping-count odd-value? m) (mapping-any? odd-value? m) (mapping-every? odd-value? m) (mapping-any? odd-value? (mapping order)) (mapping-every? odd-value? (mapping order)))     ; => (2 #t #f #f #t)
(mapping-fold (lambda (key value made) (cons key made)) '() m)  ; => (c b a)
(mapping-fold/reverse (lambda (key value made) (cons key made)) '() m)  ; => (a b c)
(mapping-map->list list m)              ; => ((a 1) (b 2) (c 3))
(mapping-for-each (lambda (key value) (display key) (display value)) m) ; prints a1b2c3
(shown (mapping-map (lambda (key value) (values (symbol->string key) (- value))) order m))      ; => (("a" . -1) ("b" . -2) ("c" . -3))
(mapping-size (mapping-map (lambda (key value) (values 'same value)) order m))          ; => 1
(list (shown (mapping-filter odd-value? m)) (shown (mapping-remove odd-value? m)))      ; => (((a . 1) (c . 3)) ((b . 2)))
(call-with-values (lambda () (mapping-partition odd-value? m)) (lambda (in out) (list (shown in) (shown out))))         ; => (((a . 1) (c . 3)) ((b . 2)))

; ---- Submappings and sets
(define less (mapping order 'a 1 'b 2))
(define other (mapping order 'a 1 'b 9))
(list (mapping=? order m m) (mapping=? order m (mapping-copy m) m) (mapping=? order m less) (mapping=? order less other) (mapping=? order m))   ; => (#t #t #f #f #t)
(list (mapping<? order less m) (mapping<? order m m) (mapping<=? order less less m) (mapping<=? order other m))         ; => (#t #f #t #f)
(list (mapping>? order m less) (mapping>? order m m) (mapping>=? order m m less) (mapping>=? order less m))             ; => (#t #f #t #f)
(define backwards (make-comparator symbol? eq? (lambda (a b) (string>? (symbol->string a) (symbol->string b))) #f))
(mapping=? order (mapping backwards 'a 1) (mapping order 'a 1)) ; => #f
(shown (mapping backwards 'a 1 'c 3 'b 2))      ; => ((c . 3) (b . 2) (a . 1))
(shown (mapping-union less (mapping order 'b 9 'd 4) (mapping order 'd 5 'e 5)))        ; => ((a . 1) (b . 2) (d . 4) (e . 5))
(shown (mapping-intersection m other (mapping order 'b 0 'c 0)))        ; => ((b . 2))
(shown (mapping-difference m (mapping order 'a 0) (mapping order 'c 0)))        ; => ((b . 2))
(shown (mapping-xor m (mapping order 'a 9 'x 8)))       ; => ((b . 2) (c . 3) (x . 8))

; ---- By order
(list (mapping-min-key m) (mapping-max-key m) (mapping-min-value m) (mapping-max-value m))      ; => (a c 1 3)
(list (both (lambda () (mapping-min-entry m))) (both (lambda () (mapping-max-entry m))))        ; => ((a 1) (c 3))
(refusal (mapping-min-key (mapping order)))     ; => (type mapping-min-key)
(define tens (alist->mapping order (map (lambda (n) (cons (* 10 n) n)) (iota 6))))
(define (none) 'none)
(list (mapping-key-predecessor tens 30 none) (mapping-key-predecessor tens 35 none) (mapping-key-predecessor tens 0 none))      ; => (20 30 none)
(list (mapping-key-successor tens 30 none) (mapping-key-successor tens 35 none) (mapping-key-successor tens 50 none))           ; => (40 40 none)
(define (ranges key)
  (map (lambda (range) (mapping-keys (range tens key)))
       (list mapping-range< mapping-range<= mapping-range= mapping-range>= mapping-range>)))
(ranges 20)                             ; => ((0 10) (0 10 20) (20) (20 30 40 50) (30 40 50))
(ranges 25)                             ; => ((0 10 20) (0 10 20) () (30 40 50) (30 40 50))
(equal? (map mapping-keys (both (lambda () (mapping-split tens 20)))) (ranges 20))      ; => #t
(shown (mapping-catenate order (mapping order 1 'a) 2 'b (mapping order 3 'c 4 'd)))    ; => ((1 . a) (2 . b) (3 . c) (4 . d))
(shown (mapping-catenate! (mapping order 1 'a) 2 'b (mapping order)))   ; => ((1 . a) (2 . b))
(mapping-catenate order (mapping order 1 'a) 0 'b (mapping order))      ; error: mapping-catenate: expected a key between those of both mappings, got 0
(shown (mapping-map/monotone (lambda (key value) (values (+ key 1) value)) order (mapping order 1 'a 2 'b)))    ; => ((2 . a) (3 . b))

; ---- Many, put in and taken out in several orders: right, and balanced all the time
(define (mixed n) (map (lambda (k) (modulo (* k 37) n)) (iota n)))
(define (built keys) (fold-left (lambda (map key) (mapping-set map key (* key key))) (mapping order) keys))
(define (right? map keys)
  (and (= (mapping-size map) (length keys))
       (equal? (mapping-keys map) keys)
       (every (lambda (key) (= (mapping-ref map key) (* key key))) keys)))
(map (lambda (keys) (right? (built keys) (iota 101))) (list (iota 101) (reverse (iota 101)) (mixed 101)))       ; => (#t #t #t)
(define (emptied keys)
  (let loop ((map (built (mixed 101))) (keys keys) (left 101))
    (or (null? keys)
        (let ((map (mapping-delete map (car keys))))
          (and (= (mapping-size map) (- left 1))
               (not (mapping-contains? map (car keys)))
               (loop map (cdr keys) (- left 1)))))))
(map emptied (list (iota 101) (reverse (iota 101)) (mixed 101)))        ; => (#t #t #t)
(define large (built (iota 101)))
(every (lambda (n) (and (right? (mapping-range< large n) (iota n)) (right? (mapping-range>= large n) (iota (- 101 n) n)))) (iota 101))          ; => #t

; ---- Comparators
(define by-entries (make-mapping-comparator order))
(list (=? by-entries m (mapping-copy m)) (<? by-entries less m) (<? by-entries m less) (<? by-entries less other) (<? by-entries other m))      ; => (#t #t #f #t #f)
(<? by-entries (mapping order 'a 9) (mapping order 'b 1))       ; => #t
(list (comparator-ordered? mapping-comparator) (comparator-test-type mapping-comparator m) (comparator-test-type mapping-comparator 5))         ; => (#t #t #f)
(mapping-values (mapping by-entries (mapping order 'b 1) 'second (mapping order 'a 1) 'first))  ; => (first second)

; ---- By hashes
(define (sorted alist) (sort alist (lambda (a b) (string<? (symbol->string (car a)) (symbol->string (car b))))))
(define h (hashmap order 'b 2 'a 1 'c 3))
(define (entries map) (sorted (hashmap->alist map)))
(list (entries h) (hashmap-size h) (hashmap-ref h 'b) (hashmap-ref/default h 'x 0) (hashmap-contains? h 'a) (hashmap-empty? h))         ; => (((a . 1) (b . 2) (c . 3)) 3 2 0 #t #f)
(list (entries (hashmap-set h 'a 9 'd 4)) (entries (hashmap-adjoin h 'a 9 'd 4)) (entries (hashmap-delete h 'a 'x)))    ; => (((a . 9) (b . 2) (c . 3) (d . 4)) ((a . 1) (b . 2) (c . 3) (d . 4)) ((b . 2) (c . 3)))
(list (entries (hashmap-union h (hashmap order 'a 9 'd 4))) (entries (hashmap-intersection h (hashmap order 'a 9))) (entries (hashmap-difference h (hashmap order 'a 9))) (entries (hashmap-xor h (hashmap order 'a 9 'z 0))))
                                        ; => (((a . 1) (b . 2) (c . 3) (d . 4)) ((a . 1)) ((b . 2) (c . 3)) ((b . 2) (c . 3) (z . 0)))
(list (entries (hashmap-filter odd-value? h)) (entries (hashmap-map (lambda (k v) (values k (- v))) order h)) (hashmap-fold (lambda (k v sum) (+ v sum)) 0 h) (hashmap-count odd-value? h))       ; => (((a . 1) (c . 3)) ((a . -1) (b . -2) (c . -3)) 6 2)
(list (hashmap=? order h (hashmap order 'c 3 'b 2 'a 1)) (hashmap<? order (hashmap order 'a 1) h) (hashmap=? order h (hashmap order 'a 1)))     ; => (#t #t #f)
(call-with-values (lambda () (hashmap-pop h)) (lambda (map key value) (list (hashmap-size map) (hashmap-contains? map key) (= value (hashmap-ref h key)))))      ; => (2 #f #t)
; Keys with one hash
(define clashing (make-comparator integer? = #f (lambda (n) (modulo n 3))))
(define c (fold-left (lambda (map n) (hashmap-set map n (* n n))) (hashmap clashing) (iota 20)))
(list (hashmap-size c) (every (lambda (n) (= (hashmap-ref c n) (* n n))) (iota 20)) (hashmap-size (hashmap-delete c 3 4 99)) (hashmap-ref (hashmap-set c 3 'new) 3) (hashmap-size (hashmap-set c 3 'new)))      ; => (20 #t 18 new 20)
(hashmap-empty? (hashmap-delete-all c (iota 20)))       ; => #t
(list (comparator-ordered? hashmap-comparator) (comparator-hashable? hashmap-comparator) (=? hashmap-comparator h (hashmap order 'c 3 'b 2 'a 1)))      ; => (#f #t #t)
(= (comparator-hash hashmap-comparator h) (comparator-hash hashmap-comparator (hashmap order 'c 3 'b 2 'a 1)))          ; => #t

; ---- Errors
(mapping 5)                             ; error: mapping: expected a comparator with an order, got 5
(mapping order 'a)                      ; error: mapping: expected a value after each key, got (a)
(refusal (mapping clashing 1 2))        ; => (type mapping)
(refusal (hashmap backwards 'a 1))      ; => (type hashmap)
(list (refusal (mapping-ref h 'a)) (refusal (hashmap-ref m 'a)))        ; => ((type mapping-ref) (type hashmap-ref))
(mapping-set (mapping backwards) 5 1)   ; error: mapping-set: expected a key that the comparator takes, got 5
(mapping-map->list 5 m)                 ; error: mapping-map->list: expected a procedure, got 5
(alist->mapping order '(1))             ; error: mapping: expected a list of pairs, got (1)
(import (prefix (scheme mapping) s:) (prefix (scheme mapping hash) s:))
(list (eq? s:mapping mapping) (eq? s:hashmap hashmap) (eq? s:comparator? comparator?))  ; => (#t #t #t)
