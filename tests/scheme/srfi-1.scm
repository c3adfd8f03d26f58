; SRFI 1: lists.
(import (srfi 1))

(define (both thunk) (call-with-values thunk list))

; ---- making
(cons 'a '(b c))                        ; => (a b c)
(list 'a (+ 3 4) 'c)                    ; => (a 7 c)
(xcons '(b c) 'a)                       ; => (a b c)
(cons* 1 2 3 4)                         ; => (1 2 3 . 4)
(cons* 1)                               ; => 1
(make-list 4 'c)                        ; => (c c c c)
(length (make-list 3))                  ; => 3
(list-tabulate 4 values)                ; => (0 1 2 3)
(list-tabulate 0 values)                ; => ()
(list-copy '(1 2 . 3))                  ; => (1 2 . 3)
(let ((c (circular-list 'z 'q))) (list (first c) (second c) (third c) (circular-list? c)))      ; => (z q z #t)
(eq? (cdr (circular-list 1)) (circular-list 1)) ; => #f
(let ((c (circular-list 1))) (eq? c (cdr c)))   ; => #t
(iota 5)                                ; => (0 1 2 3 4)
(iota 5 0 -1/10)                        ; => (0 -1/10 -1/5 -3/10 -2/5)
(iota 3 1)                              ; => (1 2 3)
(iota -1)                               ; error: iota: expected a size (an exact integer from 0), got -1

; ---- kinds
(define ring (circular-list 1 2 3))
(map proper-list? (list '() '(1 2) '(1 . 2) 5 ring))    ; => (#t #t #f #f #f)
(map circular-list? (list '() '(1 2) '(1 . 2) 5 ring))  ; => (#f #f #f #f #t)
(map dotted-list? (list '() '(1 2) '(1 . 2) 5 ring))    ; => (#f #f #t #t #f)
(circular-list? (cons 0 (cons 1 ring))) ; => #t
(list (pair? '(1)) (pair? '()) (null? '()) (null? 0))   ; => (#t #f #t #f)
(list (not-pair? '()) (not-pair? 5) (not-pair? '(1)))   ; => (#t #t #f)
(list (null-list? '()) (null-list? '(1)) (null-list? ring))     ; => (#t #f #f)
(null-list? 5)                          ; error: null-list?: expected a list, got 5
(list= eq?)                             ; => #t
(list= eq? '(a))                        ; => #t
(list= eq? '(a b) '(a b))               ; => #t
(list= eq? '(a b) '(a))                 ; => #f
(list= eq? '() '(a))                    ; => #f
(list= eq? '() '())                     ; => #t
(list= < '(1 2) '(2 3) '(3 4))          ; => #t
(list= < '(1 2) '(2 3) '(2 4))          ; => #f
(list= eq? car)                         ; error: list=: expected a list, got #<procedure car>
(list (list= eq? '(a . b) '(a . b)))    ; error: list=: expected a list, got (a . b)

; ---- parts
(list (car '(1 . 2)) (cdr '(1 . 2)))    ; => (1 2)
(define tree '(((((1) 2) (3) . 4) ((5) . 6) (7) . 8) (((9) . 10) (11) . 12) ((13) . 14) (15) . 16))
(map (lambda (f) (f tree))
     (list caaar caadr cadar caddr cdaar cdadr cddar cdddr)) ; => (((1) 2) ((9) . 10) ((5) . 6) ((13) . 14) ((3) . 4) ((11) . 12) ((7) . 8) ((15) . 16))
(map (lambda (f) (f '((1 2) 3)))  (list caar cadr cdar cddr))   ; => (1 3 (2) ())
(map (lambda (f) (f tree))
     (list caaaar caaadr caadar caaddr cadaar cadadr caddar cadddr))    ; => ((1) (9) (5) (13) (3) (11) (7) (15))
(map (lambda (f) (f tree))
     (list cdaaar cdaadr cdadar cdaddr cddaar cddadr cdddar cddddr))    ; => ((2) 10 6 14 4 12 8 16)
(list-ref '(a b c d) 2)                 ; => c
(list-ref ring 4)                       ; => 2
(define ten (iota 10 1))
(map (lambda (f) (f ten))
     (list first second third fourth fifth sixth seventh eighth ninth tenth))   ; => (1 2 3 4 5 6 7 8 9 10)
(list (third '(a b)))                   ; error: third: expected a list of at least 3 elements, got (a b) at 1:7
(first '())                             ; error: first: expected a list of at least 1 element, got ()
(both (lambda () (car+cdr '(a . b))))   ; => (a b)
(car+cdr '())                           ; error: car+cdr: expected a pair, got ()
(take '(a b c d e) 2)                   ; => (a b)
(drop '(a b c d e) 2)                   ; => (c d e)
(take '(1 2 3 . d) 2)                   ; => (1 2)
(drop '(1 2 3 . d) 2)                   ; => (3 . d)
(take '(1 2 3 . d) 3)                   ; => (1 2 3)
(drop '(1 2 3 . d) 3)                   ; => d
(take ring 5)                           ; => (1 2 3 1 2)
(car (drop ring 5))                     ; => 3
(take '(1) 0)                           ; => ()
(take '(1) 2)                           ; error: take: expected a list of at least 2 elements, got (1)
(drop '(1) 2)                           ; error: drop: expected a list of at least 2 elements, got (1)
(take '(1) -1)                          ; error: take: expected a size (an exact integer from 0), got -1
(take-right '(a b c d e) 2)             ; => (d e)
(drop-right '(a b c d e) 2)             ; => (a b c)
(take-right '(1 2 3 . d) 2)             ; => (2 3 . d)
(drop-right '(1 2 3 . d) 2)             ; => (1)
(take-right '(1 2 3 . d) 0)             ; => d
(drop-right '(1 2 3 . d) 0)             ; => (1 2 3)
(take-right '(1) 2)                     ; error: take-right: expected a list of at least 2 elements, got (1)
(drop-right '(1) 2)                     ; error: drop-right: expected a list of at least 2 elements, got (1)
(take! (list 1 2 3) 2)                  ; => (1 2)
(drop-right! (list 1 2 3) 2)            ; => (1)
(both (lambda () (split-at '(a b c d e f g h) 3)))      ; => ((a b c) (d e f g h))
(both (lambda () (split-at! (list 1 2) 2)))             ; => ((1 2) ())
(split-at '(1) 2)                       ; error: split-at: expected a list of at least 2 elements, got (1)
(last '(a b c))                         ; => c
(last-pair '(a b . c))                  ; => (b . c)
(last '())                              ; error: last: expected a list that is not empty, got ()

; ---- length, joining, turning
(length '(a b))                         ; => 2
(length+ '(a b))                        ; => 2
(length+ ring)                          ; => #f
(length+ '(1 . 2))                      ; error: length+: expected a list, got (1 . 2)
(append '(x) '(y) '() '(z . w))         ; => (x y z . w)
(append)                                ; => ()
(append! (list 'x) '() (list 'y 'z) 'w) ; => (x y z . w)
(concatenate '((1) () (2 3)))           ; => (1 2 3)
(concatenate '())                       ; => ()
(concatenate! (list (list 1) (list 2))) ; => (1 2)
(concatenate 5)                         ; error: concatenate: expected a list, got 5
(reverse '(a (b c) d))                  ; => (d (b c) a)
(reverse! (list 1 2 3))                 ; => (3 2 1)
(append-reverse '(3 2 1) '(4 5))        ; => (1 2 3 4 5)
(append-reverse! (list 2 1) 'x)         ; => (1 2 . x)
(zip '(one two three) '(1 2 3) '(odd even odd even))    ; => ((one 1 odd) (two 2 even) (three 3 odd))
(zip '(1 2 3))                          ; => ((1) (2) (3))
(zip '(3 1 4 1) (circular-list #f #t))  ; => ((3 #f) (1 #t) (4 #f) (1 #t))
(zip ring ring)                         ; error: zip: one of the lists must end, all are circular
(unzip1 '((1 one) (2 two)))             ; => (1 2)
(both (lambda () (unzip2 '((1 one) (2 two) (3 three)))))        ; => ((1 2 3) (one two three))
(both (lambda () (unzip3 '((1 2 3) (4 5 6)))))          ; => ((1 4) (2 5) (3 6))
(both (lambda () (unzip4 '((1 2 3 4)))))                ; => ((1) (2) (3) (4))
(both (lambda () (unzip5 '())))         ; => (() () () () ())
(list (unzip2 '((1))))                  ; error: unzip2: expected a list of at least 2 elements, got (1)
(count even? '(3 1 4 1 5 9 2 5 6))      ; => 3
(count < '(1 2 4 8) '(2 4 6 8 10 12 14 16))     ; => 3
(count < '(3 1 4 1) (circular-list 1 10))       ; => 2

; ---- folding and mapping
(fold cons '(x) '(1 2 3))               ; => (3 2 1 x)
(fold cons* '() '(a b c) '(1 2 3 4 5))  ; => (c 3 b 2 a 1)
(fold + 0 '())                          ; => 0
(fold-right cons '() '(1 2 3))          ; => (1 2 3)
(fold-right cons* '() '(a b c) '(1 2 3 4 5))    ; => (a 1 b 2 c 3)
(fold-right (lambda (x l) (if (even? x) (cons x l) l)) '() '(1 2 3 4))  ; => (2 4)
(pair-fold (lambda (pair tail) (set-cdr! pair tail) pair) '() (list 1 2 3))     ; => (3 2 1)
(pair-fold (lambda (a b made) (cons (list (car a) (car b)) made)) '() '(1 2 3) '(a b))  ; => ((2 b) (1 a))
(list (pair-fold cons '() '(1 . 2)))    ; error: pair-fold: expected a list, got (1 . 2)
(pair-fold-right cons '() '(a b c))     ; => ((a b c) (b c) (c))
(pair-fold-right list 'end '(a b) '(1 2 3))     ; => ((a b) (1 2 3) ((b) (2 3) end))
(reduce max 0 '(3 9 2))                 ; => 9
(reduce - 0 '(1 2 3 4))                 ; => 2
(reduce + 0 '())                        ; => 0
(reduce-right append '() '((1) (2 3) () (4)))   ; => (1 2 3 4)
(reduce-right - 0 '(1 2 3 4))           ; => -2
(reduce-right + 7 '())                  ; => 7
(unfold (lambda (x) (> x 10)) (lambda (x) (* x x)) (lambda (x) (+ x 1)) 1)      ; => (1 4 9 16 25 36 49 64 81 100)
(unfold not-pair? car cdr '(1 2 . 3) values)    ; => (1 2 . 3)
(unfold null-list? car cdr '(1 2) (lambda (x) '(3)))    ; => (1 2 3)
(unfold-right zero? (lambda (x) (* x x)) (lambda (x) (- x 1)) 5)        ; => (1 4 9 16 25)
(unfold-right null-list? car cdr '(1 2 3) '(tail))      ; => (3 2 1 tail)
(map + '(3 1 4 1) (circular-list 1 0))  ; => (4 1 5 1)
(map (lambda (x) (* x x)) '(1 2 3))     ; => (1 4 9)
(map! (lambda (x) (* x x)) (list 1 2 3))        ; => (1 4 9)
(map! + (list 1 2) '(10 20 30))         ; => (11 22)
(let ((n 0)) (map-in-order (lambda (x) (set! n (+ n 1)) (cons n x)) '(a b c)))  ; => ((1 . a) (2 . b) (3 . c))
(let ((v (make-vector 3 0))) (for-each (lambda (i) (vector-set! v i (* i i))) '(0 1 2)) v)      ; => #(0 1 4)
(append-map (lambda (x) (list x (- x))) '(1 3 8))       ; => (1 -1 3 -3 8 -8)
(append-map! (lambda (x) (list x (- x))) '(1 3 8))      ; => (1 -1 3 -3 8 -8)
(append-map list '(1 2) '(a b c))       ; => (1 a 2 b)
(let ((seen '())) (pair-for-each (lambda (p) (set! seen (cons p seen))) '(a b c)) seen) ; => ((c) (b c) (a b c))
(let ((seen '())) (pair-for-each (lambda (p q) (set! seen (cons (car q) seen))) '(a b) '(1 2 3)) seen)  ; => (2 1)
(begin (pair-for-each display '(1 . 2)) 1)      ; error: pair-for-each: expected a list, got (1 . 2)
(filter-map (lambda (x) (and (number? x) (* x x))) '(a 1 b 3 c 7))      ; => (1 9 49)
(filter-map (lambda (x y) (and (= x y) x)) '(1 2 3) '(1 5 3 4)) ; => (1 3)

; ---- choosing
(filter even? '(0 7 8 8 43 -4))         ; => (0 8 8 -4)
(filter! even? (list 0 7 8))            ; => (0 8)
(remove even? '(0 7 8 8 43 -4))         ; => (7 43)
(remove! even? (list 0 7 8))            ; => (7)
(both (lambda () (partition symbol? '(one 2 3 four five 6))))   ; => ((one four five) (2 3 6))
(both (lambda () (partition! symbol? (list 1 'a))))     ; => ((a) (1))

; ---- searching
(member 2.0 '(1 2 3) =)                 ; => (2 3)
(member 5 '(1 4 6 7) <)                 ; => (6 7)
(memq 'c '(a b c d))                    ; => (c d)
(memv 101 '(100 101 102))               ; => (101 102)
(find even? '(3 1 4 1 5 9))             ; => 4
(find even? '(1 3))                     ; => #f
(find-tail even? '(3 1 37 -8 -5 0 0))   ; => (-8 -5 0 0)
(find-tail even? '(3 1 37 -5))          ; => #f
(any integer? '(a 3 b 2.7))             ; => #t
(any integer? '(a 3.1 b 2.7))           ; => #f
(any < '(3 1 4 1 5) '(2 7 1 8 2))       ; => #t
(any (lambda (x) #t) '())               ; => #f
(every odd? '(1 3))                     ; => #t
(every (lambda (x) x) '(1 2))           ; => 2
(every odd? '())                        ; => #t
(every < '(1 2) '(2 3 0))               ; => #t
(list-index even? '(3 1 4 1 5 9))       ; => 2
(list-index < '(3 1 4 1 5 9 2 5 6) '(2 7 1 8 2))        ; => 1
(list-index = '(3 1 4) '(2 7 1 8 2))    ; => #f
(take-while even? '(2 18 3 10 22 9))    ; => (2 18)
(take-while! even? (list 2 18 3))       ; => (2 18)
(take-while even? '(2 4))               ; => (2 4)
(drop-while even? '(2 18 3 10 22 9))    ; => (3 10 22 9)
(drop-while even? '(2))                 ; => ()
(list (take-while even? '(2 . 3)))      ; error: take-while: expected a list, got (2 . 3)
(both (lambda () (span even? '(2 18 3 10 22 9))))       ; => ((2 18) (3 10 22 9))
(both (lambda () (break even? '(3 1 4 1 5 9))))         ; => ((3 1) (4 1 5 9))
(both (lambda () (span! even? (list 2 3))))             ; => ((2) (3))
(both (lambda () (break! even? (list 3 1))))            ; => ((3 1) ())

; ---- deleting
(delete 'a '(a b a c))                  ; => (b c)
(delete 5 '(1 6 5 8) <)                 ; => (1 5)
(delete! 1 (list 1 2 1))                ; => (2)
(delete-duplicates '(a b a c a b c z))  ; => (a b c z)
(delete-duplicates '((a . 3) (b . 7) (c . 1) (a . 9) (b . 11)) (lambda (x y) (eq? (car x) (car y))))    ; => ((a . 3) (b . 7) (c . 1))
(delete-duplicates! (list 1 1 2))       ; => (1 2)

; ---- association lists
(assoc 2.0 '((1 one) (2 two)) =)        ; => (2 two)
(assq 'c '((a 1) (b 2)))                ; => #f
(assv 5 '((2 3) (5 7) (11 13)))         ; => (5 7)
(alist-cons 'a 1 '((b . 2)))            ; => ((a . 1) (b . 2))
(let* ((a (list (cons 1 2))) (b (alist-copy a))) (set-cdr! (car b) 3) (list a b))       ; => (((1 . 2)) ((1 . 3)))
(alist-copy '(1))                       ; error: alist-copy: expected a list of pairs, got (1)
(alist-delete 'a '((a . 1) (b . 2) (a . 3)))    ; => ((b . 2))
(alist-delete 5 '((1 . a) (6 . b) (5 . c)) <)   ; => ((1 . a) (5 . c))
(alist-delete! 1 (list (cons 1 2)))     ; => ()

; ---- sets
(lset<= eq? '(a) '(a b a) '(a b c c))   ; => #t
(lset<= eq? '(a d) '(a b a))            ; => #f
(lset<= eq?)                            ; => #t
(lset<= eq? '(a))                       ; => #t
(lset= eq? '(b e a) '(a e b) '(e e b a))        ; => #t
(lset= eq? '(b a) '(a b c))             ; => #f
(lset= eq?)                             ; => #t
(lset= < '(1 2) '(3 4))                 ; => #t
(lset-adjoin eq? '(a b c d c e) 'a 'e 'i 'o 'u)         ; => (u o i a b c d c e)
(lset-union eq? '(a b c d e) '(a e i o u))      ; => (u o i a b c d e)
(lset-union eq? '(a a c) '(x a x))      ; => (x a a c)
(lset-union eq?)                        ; => ()
(lset-union eq? '(a b c))               ; => (a b c)
(lset-union! eq? (list 1) (list 2))     ; => (2 1)
(lset-intersection eq? '(a b c d e) '(a e i o u))       ; => (a e)
(lset-intersection eq? '(a x y a) '(x a x z))   ; => (a x a)
(lset-intersection eq? '(a b c))        ; => (a b c)
(lset-intersection! eq? (list 'a 'b) '(b) '(b c))       ; => (b)
(lset-difference eq? '(a b c d e) '(a e i o u)) ; => (b c d)
(lset-difference eq? '(a b c))          ; => (a b c)
(lset-difference! eq? (list 'a 'b) '(b) '(c))   ; => (a)
(lset-xor eq? '(a b c d e) '(a e i o u))        ; => (d c b i o u)
(lset-xor eq?)                          ; => ()
(lset-xor eq? '(a b c d e))             ; => (a b c d e)
(lset-xor! eq? (list 1 2) (list 2 3) (list 3 4))        ; => (1 4)
(both (lambda () (lset-diff+intersection eq? '(a b c d) '(b) '(d e))))  ; => ((a c) (b d))
(both (lambda () (lset-diff+intersection! eq? (list 'a 'b) '(b))))      ; => ((a) (b))

; ---- circular lists: one of several may be circular; what would never end is an error
(define (kind thunk) (guard (e ((error-object? e) (condition-kind e))) (thunk)))
(define (keep . all) (set! kept all) (car all))
(define kept #f)
(define (no . all) (keep #f))
(define around (cons 0 ring))
(map (lambda (f) (kind (lambda () (f keep ring))))
     (list map for-each append-map filter-map pair-for-each map! map-in-order filter remove partition))      ; => (type type type type type type type type type type)
(map (lambda (f) (kind (lambda () (f no around)))) (list find find-tail any list-index count break filter-map delete-duplicates))     ; => (type type type type type type type type)
(map (lambda (f) (kind (lambda () (f keep (cdr (circular-list 1 2)))))) (list every take-while drop-while span))        ; => (type type type type)
(map (lambda (f) (kind (lambda () (f keep 0 ring)))) (list fold fold-right pair-fold pair-fold-right reduce reduce-right)) ; => (type type type type type type)
(map (lambda (f) (kind (lambda () (f keep ring around ring)))) (list map for-each append-map filter-map pair-for-each every))  ; => (type type type type type type)
(map (lambda (f) (kind (lambda () (f no ring around)))) (list any list-index count))   ; => (type type type)
(map (lambda (f) (kind (lambda () (f keep 0 ring around)))) (list fold fold-right pair-fold pair-fold-right))  ; => (type type type type)
(map (lambda (f) (kind (lambda () (f 9 around no)))) (list member delete delete!))      ; => (type type type)
(list (kind (lambda () (assoc 9 (circular-list '(1 . 2)) no))) (kind (lambda () (list= equal? ring ring))) (kind (lambda () (list= equal? ring ring)))) ; => (type type type)
(map (lambda (f) (kind (lambda () (f eq? ring '(1 2 3))))) (list lset<= lset= lset-union lset-intersection lset-difference lset-xor lset-adjoin))       ; => (type type type type type type type)
(list (map + ring '(1 2)) (filter-map + '(1 2) ring) (append-map list ring '(a b)) (fold + 0 ring '(1 1 1)) (fold-right list 'end '(a) ring)) ; => ((2 4) (2 4) (1 a 2 b) 9 (a 1 end))
(list (any = ring '(5 2)) (every = ring '(1 2 3 1)) (count = '(1 1) ring) (list-index = ring '(0 2)) (find even? ring) (car (find-tail even? ring)))     ; => (#t #t 1 1 2 2)
(list (take-while odd? ring) (car (drop-while odd? ring)) (any even? ring) (every odd? ring) (list-index even? ring) (memv 3 (list 1 2 3)))      ; => ((1) 2 #t #f 1 (3))

; ---- who compares what: the SRFI says which argument comes first
(lset-xor < '(1) '(2))                  ; => ()
(lset-xor < '(2) '(1))                  ; => (2 1)
(lset-union < '(1) '(2))                ; => (1)
(lset-union < '(2) '(1))                ; => (1 2)
(lset-adjoin < '(1) 2)                  ; => (1)
(lset-adjoin < '(2) 1)                  ; => (1 2)
(lset-intersection < '(1) '(2))         ; => (1)
(lset-difference < '(1) '(2))           ; => ()
(lset-difference < '(2) '(1))           ; => (2)
(list (lset<= < '(1) '(2)) (lset<= < '(2) '(1)) (lset= < '(1) '(2)) (lset= < '(2) '(1)))        ; => (#t #f #t #f)
(list (delete 5 '(6 4) <) (delete-duplicates '(1 2) <) (delete-duplicates '(2 1) <) (member 5 '(4 6) <) (alist-delete 5 '((4) (6)) <))  ; => ((4) (1) (2 1) (6) ((4)))
; Numbers begin with the very start.
(iota 3 0 0.5)                          ; => (0 0.5 1.0)
(iota 2 -0.0 1)                         ; => (-0.0 1.0)
(alist-delete 'a '(1))                  ; error: alist-delete: expected a list of pairs, got (1)
; The last call of any and every is a tail call, of several lists too.
(let loop ((n 100000)) (any (lambda (x y) (if (= n 0) 'end (begin (set! n (- n 1)) (loop n)))) '(1) '(2 3)))   ; => end
(let loop ((n 100000)) (every (lambda (x y) (if (= n 0) 'end (begin (set! n (- n 1)) (loop n)))) '(1) '(2 3))) ; => end

; ---- altering
(let ((p (list 1 2))) (set-car! p 'a) (set-cdr! p '()) p)       ; => (a)

; What gathers can be left and entered again.
(define again #f)
(define made (unfold (lambda (x) (= x 3)) (lambda (x) (call/cc (lambda (k) (if (= x 1) (set! again k)) x))) (lambda (x) (+ x 1)) 0))
made                                    ; => (0 1 2)
(if again (let ((k again)) (set! again #f) (k 'one)))
made                                    ; => (0 one 2)
