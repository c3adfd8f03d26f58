; Pairs and lists: R7RS 6.4 and (perdure lists).

(cons 1 2)                              ; => (1 . 2)
(list 1 2 3)                            ; => (1 2 3)
(cadr '(1 2 3))                         ; => 2
(cddddr '(1 2 3 4 5))                   ; => (5)
(caddr '(1))                            ; error: caddr: expected a pair whose cdr is a pair, got (1)
(length '(1 2 3))                       ; => 3
(length '(1 2 . 3))                     ; error: length: expected a list, got (1 2 . 3)
(list? '(1 2))                          ; => #t
(list? '(1 . 2))                        ; => #f
(let ((x (list 1 2))) (set-cdr! (cdr x) x) (list? x))   ; => #f
(append '(1) '(2 3) '() '(4))           ; => (1 2 3 4)
(append '(1) 2)                         ; => (1 . 2)
(append)                                ; => ()
(append 5 '(1))                         ; error: append: expected a list, got 5
(reverse '(1 2 3))                      ; => (3 2 1)
(list-tail '(1 2 3 4) 2)                ; => (3 4)
(list-tail '(1 2) 3)                    ; error: list-tail: expected a list of at least 3 elements, got (1 2)
(list-ref '(1 2 3) 2)                   ; => 3
(list-ref '(1 2) 2)                     ; error: list-ref: expected a list of at least 3 elements, got (1 2)
(let ((x (list 1 2 3))) (list-set! x 1 'b) x)           ; => (1 b 3)
(list-copy '(1 2 . 3))                  ; => (1 2 . 3)
(let* ((x (list 1 2)) (y (list-copy x))) (eq? x y))     ; => #f
(make-list 2 'x)                        ; => (x x)
(make-list -1)                          ; error: make-list: expected a size (an exact integer from 0), got -1
(cons* 1 2 '(3))                        ; => (1 2 3)
(last-pair '(1 2 3))                    ; => (3)
(memq 'c '(a b c d))                    ; => (c d)
(memv 101 '(100 101 102))               ; => (101 102)
(memv 1.0 '(1 2))                       ; => #f
(member (list 'a) '(b (a) c))           ; => ((a) c)
(member 2.0 '(1 2 3) =)                 ; => (2 3)
(member "B" '("a" "b") string-ci=?)     ; => ("b")
(memq 'a 5)                             ; error: memq: expected a list, got 5
(assq 'b '((a 1) (b 2)))                ; => (b 2)
(assoc "b" '(("a" . 1) ("b" . 2)))      ; => ("b" . 2)
(assoc 2.0 '((1 one) (2 two)) =)        ; => (2 two)
(assv 'x '(1 2))                        ; error: assv: expected a list of pairs, got (1 2)

; ---- procedures that call procedures

(map + '(1 2 3))                        ; => (1 2 3)
(map + '(1 2 3) '(10 20))               ; => (11 22)
(map list '(1 2) '(a b) '(x y z))       ; => ((1 a x) (2 b y))
(map car 5)                             ; error: map: expected a list, got 5
(map car '(1))                          ; error: car: expected a pair, got 1
(let ((seen '())) (for-each (lambda (a b) (set! seen (cons (+ a b) seen))) '(1 2) '(3 4)) seen)  ; => (6 4)
; Entering a continuation in the middle of map again leaves the first result as it was.
(let ((k #f) (results '()))
  (let ((made (map (lambda (x) (call/cc (lambda (c) (if (= x 2) (set! k c)) x))) '(1 2 3))))
    (set! results (cons made results))
    (if (= (length results) 1) (k 20) (reverse results))))  ; => ((1 2 3) (1 20 3))
(append-map (lambda (x) (list x x)) '(1 2))             ; => (1 1 2 2)
(filter odd? '(1 2 3 4 5))              ; => (1 3 5)
(remove odd? '(1 2 3 4 5))              ; => (2 4)
(call-with-values (lambda () (partition odd? '(1 2 3))) list)  ; => ((1 3) (2))
(filter-map (lambda (x) (and (odd? x) (* x x))) '(1 2 3))      ; => (1 9)
(fold cons '() '(1 2 3))                ; => (3 2 1)
(fold + 0 '(1 2) '(10 20))              ; => 33
(fold-left list '() '(1 2))             ; => ((() 1) 2)
(fold-right list '() '(1 2))            ; => (1 (2 ()))
(fold-right + 0 '(1 2) '(10 20))        ; => 33
(reduce + 0 '(1 2 3))                   ; => 6
(reduce + 0 '())                        ; => 0
(reduce - 0 '(1 2 3 4))                 ; => 2
(delete 2 '(1 2 3 2))                   ; => (1 3)
(delete-duplicates '(1 2 1 3 2))        ; => (1 2 3)
(find even? '(1 2 3))                   ; => 2
(find even? '(1 3))                     ; => #f
(find-tail even? '(1 2 3))              ; => (2 3)
(any even? '(1 2))                      ; => #t
(any (lambda (x y) (and (= x y) x)) '(1 2) '(3 2))      ; => 2
(every odd? '(1 3))                     ; => #t
(every (lambda (x) x) '(1 2))           ; => 2
(every odd? '())                        ; => #t
(count even? '(1 2 4))                  ; => 2
(list-index even? '(1 3 4))             ; => 2
(iota 4)                                ; => (0 1 2 3)
(iota 3 1 1/2)                          ; => (1 3/2 2)
(list-tabulate 4 (lambda (k) (* k k)))  ; => (0 1 4 9)
(assert (= 1 1))
(assert (= 1 2))                        ; error: assertion failed

; ---- sorting

(sort '(3 1 2) <)                       ; => (1 2 3)
(sort < '(3 1 2))                       ; => (1 2 3)
(sort '(3 1/2 0.75) >)                  ; => (3 0.75 1/2)
(sort (vector 3 1 2) <)                 ; => #(1 2 3)
(sort '("b" "a") string<?)              ; => ("a" "b")
(sort '(#\b #\a) char<?)                ; => (#\a #\b)
(sort '() <)                            ; => ()
; Stable, whichever way it goes.
(sort '((1 a) (0 b) (1 c) (0 d) (1 e)) (lambda (x y) (< (car x) (car y))))  ; => ((0 b) (0 d) (1 a) (1 c) (1 e))
(sort '((1 a) (0 b) (1 c) (0 d) (1 e)) (lambda (x y) (> (car x) (car y))))  ; => ((1 a) (1 c) (1 e) (0 b) (0 d))
(sort '(1.0 1 0) <)                     ; => (0 1.0 1)
(sort '(1 1.0 2) >)                     ; => (2 1 1.0)
(sort '(1 a) <)                         ; error: <: expected a real number, got a
(let ((x (iota 200)))
  (equal? x (sort (map (lambda (i) (modulo (* i 77) 200)) x) (lambda (a b) (< a b)))))  ; => #t
(let ((v (vector 3 1 2))) (sort! v <) v)                ; => #(1 2 3)
(list-sort < '(2 1))                    ; => (1 2)
(merge '(1 3 5) '(2 4) <)               ; => (1 2 3 4 5)
(sorted? '(1 2 2) <)                    ; => #t
; A continuation taken in an order may be entered again.
(let ((k #f) (runs 0))
  (let ((made (sort '(3 1 2) (lambda (a b) (call/cc (lambda (c) (if (not k) (set! k c)))) (< a b)))))
    (set! runs (+ runs 1))
    (if (= runs 1) (k #f) (list runs made))))           ; => (2 (1 2 3))
