; SRFI 101: random-access lists, here by the names of (scheme rlist).

(import (scheme rlist))

(define (shown list) (rlist->list list))

; ---- Pairs
(rpair? (rquote (a . b)))               ; => #t
(map rpair? (list (rquote (a b c)) (rquote ()) (rquote #(a b)) (cons 1 2)))     ; => (#t #f #f #f)
(pair? (rcons 1 2))                     ; => #f
(shown (rcons 'a '()))                  ; => (a)
(list (rcar (rcons 'a 3)) (rcdr (rcons 'a 3)))          ; => (a 3)
(shown (rcar (rcons (rquote (a)) (rquote (b c d)))))    ; => (a)
(shown (rcdr (rquote ((a) b c d))))     ; => (b c d)
(list (rcadr (rquote (a b c))) (rcaddr (rquote (a b c))) (rcddr (rquote (a b))) (rcaar (rquote ((a)))) (rcadddr (rquote (a b c d))))    ; => (b c () a d)
(eqv? (rcons 1 2) (rcons 1 2))          ; => #f
(list (rnull? '()) (rnull? (rlist 1)))  ; => (#t #f)
(rcar '())                              ; error: car: expected a random-access pair, got ()
(rcdr '(1 2))                           ; error: cdr: expected a random-access pair, got (1 2)
(rcaddr (rlist 1 2))                    ; error: car: expected a random-access pair, got ()

; ---- Quoting
(list (rquote a) (rquote #(a b c)) (rquote "abc") (rquote 145932))      ; => (a #(a b c) "abc" 145932)
(shown (rquote (+ 1 2)))                ; => (+ 1 2)
(shown (vector-ref (rquote #((a b))) 0))        ; => (a b)
(shown (rcadr (rquote (a (b c)))))      ; => (b c)

; ---- Lists of every length up to some trees' sizes: taken apart, turned, indexed, changed
(define lists (map (lambda (n) (list->rlist (iota n))) (iota 40)))
(equal? (map shown lists) (map iota (iota 40)))         ; => #t
(equal? (map rlength lists) (iota 40))                  ; => #t
(equal? (map (lambda (l) (shown (rreverse l))) lists) (map (lambda (n) (reverse (iota n))) (iota 40)))  ; => #t
(define (walked l) (if (rnull? l) '() (cons (rcar l) (walked (rcdr l)))))
(equal? (map walked lists) (map iota (iota 40)))        ; => #t
(define l39 (list->rlist (iota 39)))
(equal? (map (lambda (k) (rlist-ref l39 k)) (iota 39)) (iota 39))       ; => #t
(equal? (map (lambda (k) (walked (rlist-tail l39 k))) (iota 40)) (map (lambda (k) (list-tail (iota 39) k)) (iota 40)))         ; => #t
(define (list-with l k x) (append (list-head l k) (list x) (list-tail l (+ k 1))))
(equal? (map (lambda (k) (shown (rlist-set l39 k 'x))) (iota 39)) (map (lambda (k) (list-with (iota 39) k 'x)) (iota 39)))     ; => #t
(equal? (shown l39) (iota 39))          ; => #t

(map rlist? (list (rquote (a b c)) '() (rquote (a . b)) 5 '(1)))        ; => (#t #t #f #f #f)
(list (shown (rlist 'a (+ 3 4) 'c)) (rlist))    ; => ((a 7 c) ())
(shown (make-rlist 5 0))                ; => (0 0 0 0 0)
(equal? (map (lambda (n) (shown (make-rlist n 'x))) (iota 40)) (map (lambda (n) (make-list n 'x)) (iota 40)))   ; => #t
(rlength (make-rlist 1000000000000 'x)) ; => 1000000000000
(rlist-ref (rlist-set (make-rlist 1000000000000 'x) 999999999999 'y) 999999999999)      ; => y
(rlength (make-rlist 3))                ; => 3
(map (lambda (k) (rlength<=? (rquote (a . b)) k)) '(0 1 2))     ; => (#t #t #f)
(rlength<=? 'not-a-list 0)              ; => #t
(list (shown (rappend (rquote (a)) (rquote (b c d)))) (rappend '() 'a) (rappend) (rcdr (rappend (rlist 1) 2)))  ; => ((a b c d) a () 2)
(shown (rlist-tail (rquote (a b c d)) 2))       ; => (c d)
(rlist-tail 'not-a-list 0)              ; => not-a-list
(rlist-ref (rquote (a b . c)) 1)        ; => b
(call-with-values (lambda () (rlist-ref/update (rquote (7 8 9 10)) 2 -)) (lambda (old new) (list old (shown new))))     ; => (9 (7 8 -9 10))

(shown (rmap rcadr (rquote ((a b) (d e) (g h)))))       ; => (b e h)
(shown (rmap + (rquote (1 2 3)) (rquote (4 5 6))))      ; => (5 7 9)
(let ((v (make-vector 5))) (rfor-each (lambda (i) (vector-set! v i (* i i))) (rquote (0 1 2 3 4))) v)   ; => #(0 1 4 9 16)

(list (requal? (rquote (a (b) c)) (rquote (a (b) c))) (requal? (rlist 1 2) (rlist 1 3)) (requal? (rlist 1) (rlist 1 2)) (requal? "abc" "abc"))  ; => (#t #f #f #t)
(list (requal? (rcons 1 2) (rcons 1 2)) (requal? (rcons 1 2) (rcons 1 3)) (requal? (vector (rlist 1)) (vector (rlist 1))) (requal? (list (rlist 1)) (list (rlist 2))))         ; => (#t #f #t #f)
; What was consed in another way is equal to it too.
(requal? (rcdr (rquote (0 1 2 3 4 5 6 7))) (rquote (1 2 3 4 5 6 7)))    ; => #t

(rlength (rquote (1 . 2)))              ; error: length: expected a random-access list, got #<rpair size: 1 tree: 1 rest: 2>
(rlist-ref (rquote (a)) -1)             ; error: list-ref: expected an index (an exact integer from 0), got -1
(guard (e (#t (error-object-message e))) (rlist-ref (rquote (a)) 1))    ; => "list-ref: the list is too short for the index"
(guard (e (#t (error-object-message e))) (rlist-tail (rquote (a)) 2))   ; => "list-tail: the list is too short for the index"
(guard (e (#t (error-object-message e))) (rlist-set (rquote (a)) 1 2))  ; => "list-set: the list is too short for the index"
(guard (e (#t (error-object-message e))) (rmap + (rquote (1)) (rquote (1 2))))  ; => "map: the lists must have the same length:"
(list->rlist 5)                         ; error: linear-access-list->random-access-list: expected a list, got 5

; ---- By the SRFI's own names, which hide those of common lists
(import (prefix (srfi 101) ra:))
(list (eq? ra:car rcar) (ra:car (ra:list 1 2)) (ra:list-ref (ra:quote (a b)) 1))        ; => (#t 1 b)
(ra:random-access-list->linear-access-list (ra:linear-access-list->random-access-list '(1 2)))  ; => (1 2)
(import (only (srfi 101) quote car list? list cdr))
(car '(a b))                            ; => a
(list? (cdr '(a b)))                    ; => #t
