; SRFI 116: immutable lists.

(import (srfi 116) (only (srfi 128) =? <? comparator-hash comparator-test-type make-default-comparator))

; ---- Their pairs cannot be changed. What takes lists takes them; a quotation is one.
(map ipair? (list (ipair 'a 'b) (iq a b c) '(a) (cons 1 2) '() (vector 1) 7 'a))        ; => (#t #t #t #f #f #f #f #f)
(list (pair? (ilist 1)) (list? (ilist 1 2)) (car (ilist 1 2)) (map - (ilist 1 2)) (equal? (ilist 1 2) (list 1 2)))      ; => (#t #t 1 (-1 -2) #t)
(set-car! (ilist 1 2) 3)                ; error: set-car!: a literal cannot be changed; change a list-copy of it: (1 2)
(set-cdr! (ipair 1 2) 3)                ; error: set-cdr!: a literal cannot be changed; change a list-copy of it: (1 . 2)
(let ((l (ilist->list (ilist 1 2)))) (set-car! l 3) l)  ; => (3 2)
(eq? (ipair 1 2) (ipair 1 2))           ; => #f

(define d (ipair 1 (ipair 2 (ipair 3 'd))))

; ---- Making
(list (ipair 'a '()) (ipair (iq a) (iq b c d)) (ipair 'a 3) (ipair (iq a b) 'c))        ; => ((a) ((a) b c d) (a . 3) ((a b) . c))
(list (ilist 'a (+ 3 4) 'c) (ilist) (xipair (iq b c) 'a) (ipair* 1 2 3 4) (ipair* 1) (ipair* 1 (iq 2)))         ; => ((a 7 c) () (a b c) (1 2 3 . 4) 1 (1 2))
(list (make-ilist 4 'c) (length (make-ilist 3)) (ilist-tabulate 4 values) (ilist-copy d))       ; => ((c c c c) 3 (0 1 2 3) (1 2 3 . d))
(list (iiota 5) (iiota 3 1 2))          ; => ((0 1 2 3 4) (1 3 5))
(iq a (b "c") #(1 (2)))                 ; => (a (b "c") #(1 (2)))
(iq)                                    ; => ()

; ---- All that is made is immutable, to the end of what was made.
(define (all-immutable? . lists) (every ilist? lists))
(all-immutable? (ilist 1 2) (make-ilist 2 1) (ilist-tabulate 2 -) (ilist-copy (list 1 2)) (iiota 3) (list->ilist (list 1 2)))           ; => #t
(all-immutable? (itake (list 1 2) 1) (idrop-right (list 1 2) 1) (ireverse (list 1 2)) (iappend-reverse (list 1) (iq 2)) (iappend (list 1) (iq 2)))     ; => #t
(all-immutable? (izip (list 1 2) (list 3 4)) (car (izip (list 1) (list 2))) (iunzip1 (list (list 1))) (imap - (list 1)) (imap-in-order - (list 1)))    ; => #t
(all-immutable? (ifilter odd? (list 1 3)) (iremove odd? (list 2)) (idelete 1 (list 2)) (idelete-duplicates (list 1 2)) (itake-while odd? (list 1 3)) (ifilter-map values (list 1)))    ; => #t
(all-immutable? (ialist-delete 1 (list (cons 2 3))) (iunfold zero? - (lambda (n) (- n 1)) 3) (iunfold-right zero? - (lambda (n) (- n 1)) 3) (iappend-map ilist (list 1 2)))           ; => #t
(call-with-values (lambda () (ipartition odd? (list 1 2 3))) all-immutable?)    ; => #t
(call-with-values (lambda () (iunzip2 (list (list 1 2)))) all-immutable?)       ; => #t
(call-with-values (lambda () (ispan odd? (list 1 2 3))) all-immutable?)         ; => #t

; ---- Kinds
(map ilist? (list '() (iq 1 2) (list 1 2) (ipair 1 (list 2)) d 5))      ; => (#t #t #f #f #f #f)
(map proper-ilist? (list '() (iq 1) (list 1)))  ; => (#t #t #f)
(map dotted-ilist? (list '() (iq 1) d 5 (list 1)))      ; => (#f #f #t #t #t)
(list (null-ilist? '()) (null-ilist? (iq 1)) (not-ipair? 5) (not-ipair? (iq 1)))        ; => (#t #f #t #f)
(null-ilist? 5)                         ; error: null-ilist?: expected a list, got 5
(ilist? '#0=(1 . #0#))                  ; => #f
(list (ilist= eq?) (ilist= eq? (iq a)) (ilist= eq? (iq a b) (iq a b) (iq a b)) (ilist= eq? (iq a) (iq b)) (ilist= < (iq 1) (iq 2) (iq 3)))     ; => (#t #t #t #f #t)

; ---- Parts
(list (icar (iq a b c)) (icdr (iq a b c)) (icadr (iq a b c)) (icddr (iq a b c)) (icaddr (iq a b c)) (icddddr (iq 1 2 3 4 5)))  ; => (a (b c) b (c) c (5))
(icar '())                              ; error: car: expected a pair, got ()
(list (ilist-ref (iq a b c d) 2) (ithird (iq a b c d e)) (itenth (iiota 10)))   ; => (c c 9)
(call-with-values (lambda () (icar+icdr (iq a b))) list)        ; => (a (b))
(list (itake (iq a b c d e) 2) (idrop (iq a b c d e) 2) (ilist-tail (iq a b c) 1))      ; => ((a b) (c d e) (b c))
(list (itake d 2) (idrop d 2) (itake d 3) (idrop d 3))          ; => ((1 2) (3 . d) (1 2 3) d)
(list (itake-right (iq a b c d e) 2) (idrop-right (iq a b c d e) 2))    ; => ((d e) (a b c))
(list (itake-right d 2) (idrop-right d 2) (itake-right d 0) (idrop-right d 0))          ; => ((2 3 . d) (1) d (1 2 3))
(call-with-values (lambda () (isplit-at (iq a b c d) 2)) list)  ; => ((a b) (c d))
(list (ilast (iq a b c)) (last-ipair (iq a b c)) (last-ipair d))        ; => (c (c) (3 . d))

; ---- Joining and taking apart
(list (ilength (iq a b)) (iappend (iq x) (iq y)) (iappend (iq a (b)) (iq (c))) (iappend (iq a b) (ipair 'c 'd)) (iappend '() 'a) (iappend (iq x y)) (iappend))
                                        ; => (2 (x y) (a (b) (c)) (a b c . d) a (x y) ())
(iconcatenate (iq (a b) (c) () (d)))    ; => (a b c d)
(let ((tail (list 1))) (eq? tail (icdr (iappend (iq 0) tail))))         ; => #t
(list (ireverse (iq a (b c) d)) (iappend-reverse (iq 3 2 1) (iq 4)))    ; => ((d (b c) a) (1 2 3 4))
(list (izip (iq one two three) (iq 1 2 3) (iq odd even odd even)) (izip (iq 1 2)))      ; => (((one 1 odd) (two 2 even) (three 3 odd)) ((1) (2)))
(call-with-values (lambda () (iunzip2 (iq (1 one) (2 two) (3 three)))) list)            ; => ((1 2 3) (one two three))
(call-with-values (lambda () (iunzip5 (iq (1 2 3 4 5)))) list)  ; => ((1) (2) (3) (4) (5))
(list (icount even? (iq 3 1 4 1 5 9 2 5 6)) (icount < (iq 1 2 4 8) (iq 2 4 6 8 10 12)))         ; => (3 3)

; ---- Folding and mapping
(list (ifold ipair '() (iq a b c)) (ifold ipair* '() (iq a b c) (iq 1 2 3 4 5)) (ifold-right ipair* '() (iq a b c) (iq 1 2 3 4 5)))    ; => ((c b a) (c 3 b 2 a 1) (a 1 b 2 c 3))
(list (ipair-fold ipair '() (iq a b c)) (ipair-fold-right ipair '() (iq a b c)))        ; => (((c) (b c) (a b c)) ((a b c) (b c) (c)))
(list (ireduce max 0 (iq 1 5 3)) (ireduce + 0 '()) (ireduce-right + 0 (iq 1 2)) (ireduce-right iappend '() (iq (1) (2))))       ; => (5 0 3 (1 2))
(iunfold (lambda (x) (> x 10)) (lambda (x) (* x x)) (lambda (x) (+ x 1)) 1)     ; => (1 4 9 16 25 36 49 64 81 100)
(list (iunfold not-ipair? icar icdr d values) (iunfold null-ilist? icar icdr (iq 1 2) (lambda (x) 'tail)))      ; => ((1 2 3 . d) (1 2 . tail))
(list (iunfold-right zero? (lambda (x) (* x x)) (lambda (x) (- x 1)) 4) (iunfold-right null-ilist? icar icdr (iq 2 1) (iq 3)))  ; => ((1 4 9 16) (1 2 3))
(list (imap icadr (iq (a b) (d e))) (imap + (iq 1 2 3) (iq 4 5)) (iappend-map (lambda (x) (ilist x (- x))) (iq 1 3)))   ; => ((b e) (5 7) (1 -1 3 -3))
(let ((v (make-vector 3))) (ifor-each (lambda (i) (vector-set! v i (* i i))) (iq 0 1 2)) v)     ; => #(0 1 4)
(ipair-for-each (lambda (pair) (write pair)) (iq a b))  ; prints (a b)(b)
(ifilter-map (lambda (x) (and (number? x) (* x x))) (iq a 1 b 3 c 7))   ; => (1 9 49)

; ---- Choosing, searching, deleting
(list (ifilter even? (iq 0 7 8 8 43 -4)) (iremove even? (iq 0 7 8 8 43 -4)) (ifind even? (iq 3 1 4)) (ifind-tail even? (iq 3 1 37 -8 -5)))      ; => ((0 8 8 -4) (7 43) 4 (-8 -5))
(call-with-values (lambda () (ipartition symbol? (iq one 2 3 four five 6))) list)       ; => ((one four five) (2 3 6))
(list (itake-while even? (iq 2 18 3 10)) (idrop-while even? (iq 2 18 3 10)))    ; => ((2 18) (3 10))
(call-with-values (lambda () (ibreak even? (iq 3 1 4 1 5 9))) list)     ; => ((3 1) (4 1 5 9))
(list (iany integer? (iq a 3 b 2.7)) (ievery odd? '()) (ievery values (iq 1 2)) (ilist-index even? (iq 3 1 4)))         ; => (#t #t 2 2)
(list (imemq 'b (iq a b c)) (imember (list 'a) (ilist 'b '(a) 'c)) (imemv 101 (iq 100 101 102)) (imember 5 (iq 3 7 9) <))       ; => ((b c) ((a) c) (101 102) (7 9))
(list (idelete 'b (iq a b c b)) (idelete 5 (iq 3 7 9) <) (idelete-duplicates (iq a b a c a b c z)))     ; => ((a c) (3) (a b c z))
(idelete-duplicates (iq (a . 3) (b . 7) (a . 9) (c . 1)) (lambda (x y) (eq? (icar x) (icar y))))        ; => ((a . 3) (b . 7) (c . 1))
(define e (iq (a 1) (b 2) (c 3)))
(list (iassq 'a e) (iassq 'd e) (iassv 5 (iq (2 3) (5 7))) (iassoc '(a) (ilist '((a)))))        ; => ((a 1) #f (5 7) ((a)))
(list (ialist-cons 'd 4 e) (ialist-delete 'b e))        ; => (((d . 4) (a 1) (b 2) (c 3)) ((a 1) (c 3)))

; ---- Changed and converted
(list (replace-icar (iq 1 2) 'a) (replace-icdr (iq 1 2) 'a))    ; => ((a 2) (1 . a))
(map ipair? (list (pair->ipair (cons 1 2)) (ipair->pair (ipair 1 2)) (replace-icar (cons 1 2) 3)))      ; => (#t #f #t)
(pair->ipair '())                       ; error: pair->ipair: expected a pair, got ()
(list (list->ilist (cons 1 (cons 2 3))) (list->ilist '()) (list->ilist 5) (ilist->list d))      ; => ((1 2 . 3) () 5 (1 2 3 . d))
(guard (e ((error-object? e) (condition-kind e))) (list->ilist (let ((l (list 1))) (set-cdr! l l) l)))     ; => type
(define tree (list (list 1 2) (cons 3 4)))
(map (lambda (t) (list (ipair? t) (ipair? (car t)) (ipair? (cadr t)))) (list tree (tree->itree tree) (itree->tree (tree->itree tree)) (gtree->itree (list (iq 1) (list 2))) (gtree->tree (ilist (iq 1) (list 2)))))
                                        ; => ((#f #f #f) (#t #t #t) (#f #f #f) (#t #t #t) (#f #f #f))
(map ipair? (list (car (tree->itree (list (ipair 1 2)))) (car (itree->tree (ilist (cons 1 2))))))       ; => (#t #f)
(list (tree->itree 5) (itree->tree "x"))        ; => (5 "x")
(define circle (let ((l (list 1 2))) (set-car! (cdr l) l) l))
(map (lambda (f) (guard (e ((error-object? e) (condition-kind e))) (f circle) 'done)) (list tree->itree itree->tree gtree->itree gtree->tree))         ; => (type done type type)
(let ((part (list 1))) (tree->itree (list part part)))  ; => ((1) (1))
(iapply + 1 (iq 2 3))                   ; => 6

; ---- Comparators
(map (lambda (a b) (list (=? ipair-comparator a b) (<? ipair-comparator a b))) (iq (1 . 2) (1 . 2) (2 . 0)) (iq (1 . 2) (1 . 3) (1 . 9)))      ; => ((#t #f) (#f #t) (#f #f))
(map (lambda (a b) (list (=? ilist-comparator a b) (<? ilist-comparator a b))) (iq () () (1) (1 2) (2)) (iq () (1) (1 1) (1 3) (1 9)))       ; => ((#t #f) (#f #t) (#f #t) (#f #t) (#f #f))
(define by-car (make-icar-comparator (make-default-comparator)))
(define by-cdr (make-icdr-comparator (make-default-comparator)))
(list (=? by-car (iq 1 2) (iq 1 3)) (<? by-car (iq 1 2) (iq 2 1)) (=? by-cdr (iq 1 2) (iq 3 2)) (comparator-test-type by-car 5))        ; => (#t #t #t #f)
(= (comparator-hash by-car (iq 1 2)) (comparator-hash by-car (iq 1 3))) ; => #t
(define improper (make-improper-ilist-comparator (make-default-comparator)))
(list (<? improper '() (iq 1)) (<? improper (iq 1) 0) (<? improper 0 1) (=? improper '() '()) (<? improper (ipair 1 2) (ipair 1 3)) (=? improper 'a 'a))     ; => (#t #t #t #t #t #t)
(list (<? improper 0 '()) (=? improper '() 0))          ; => (#f #f)
