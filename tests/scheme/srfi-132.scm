; SRFI 132: sort libraries.

(import (srfi 132))
(list (list-sorted? < '()) (list-sorted? < '(1)) (list-sorted? < '(1 1 2)) (list-sorted? < '(2 1)))    ; => (#t #t #t #f)
(list-sorted? < 5)                      ; error: list-sorted?: expected a list, got 5
(list (vector-sorted? < #()) (vector-sorted? < #(1 2)) (vector-sorted? < #(3 1 2)) (vector-sorted? < #(3 1 2) 1) (vector-sorted? < #(3 4 2) 0 2))      ; => (#t #t #f #t #t)
(vector-sorted? < '(1))                 ; error: vector-sorted?: expected a vector, got (1)
(list-sort < '(3 1 2))                  ; => (1 2 3)
(list-sort < (list))                    ; => ()
(list-stable-sort (lambda (a b) (< (car a) (car b))) '((2 . a) (1 . b) (2 . c) (1 . d)))       ; => ((1 . b) (1 . d) (2 . a) (2 . c))
(list-sort! > (list 3 1 2))             ; => (3 2 1)
(list-stable-sort! < (list 3 1 2))      ; => (1 2 3)
(vector-sort < #(5 4 3 2 1))            ; => #(1 2 3 4 5)
(vector-sort < #(5 4 3 2 1) 2)          ; => #(1 2 3)
(vector-sort < #(5 4 3 2 1) 1 3)        ; => #(3 4)
(vector-stable-sort (lambda (a b) (< (car a) (car b))) #((2 . a) (1 . b) (2 . c)))     ; => #((1 . b) (2 . a) (2 . c))
(let ((v (vector 5 4 3 2 1))) (vector-sort! < v) v)     ; => #(1 2 3 4 5)
(let ((v (vector 5 4 3 2 1))) (vector-sort! < v 3) v)   ; => #(5 4 3 1 2)
(let ((v (vector 5 4 3 2 1))) (vector-stable-sort! < v 1 4) v)  ; => #(5 2 3 4 1)
(vector-sort < #(1 2) 3)                ; error: vector->list: expected a start index from 0 to 2, got 3
(vector-sort! < #(2 1))                 ; error: vector-copy!: a literal cannot be changed; change a vector-copy of it: #(2 1)

; Merging is stable: what is equal comes from the first list first.
(define (by-car a b) (< (car a) (car b)))
(list-merge < '(1 3 5) '(2 4))          ; => (1 2 3 4 5)
(list-merge < '() '(1))                 ; => (1)
(list-merge < '(1) '())                 ; => (1)
(list-merge by-car '((1 . a) (2 . a)) '((1 . b) (2 . b)))       ; => ((1 . a) (1 . b) (2 . a) (2 . b))
(list-merge < 1 '())                    ; error: list-merge: expected a list, got 1
(list-merge! < (list 1 3 5) (list 0 2 4 6))     ; => (0 1 2 3 4 5 6)
(list-merge! < '() (list 1))            ; => (1)
(list-merge! < (list) (list))           ; => ()
(list-merge! by-car (list '(1 . a) '(2 . a)) (list '(1 . b) '(2 . b)))  ; => ((1 . a) (1 . b) (2 . a) (2 . b))
; The pairs of the result are those of the arguments.
(let* ((a (list 1 4)) (b (list 2 3)) (rest (cdr a)) (made (list-merge! < a b))) (list (eq? made a) (eq? (list-tail made 3) rest) (eq? (cdr made) b)))  ; => (#t #t #t)
(length (list-merge! < (iota 100000) (iota 100000)))    ; => 200000
(vector-merge < #(1 3) #(2 4))          ; => #(1 2 3 4)
(vector-merge < #(9 1 3) #(2 4) 1)      ; => #(1 2 3 4)
(vector-merge < #(9 1 3 9) #(9 2 4 9) 1 3 1 3)  ; => #(1 2 3 4)
(vector-merge < #(1 3) #(2 4 6) 0 1 2)  ; => #(1 6)
(vector-merge < #(1 3) #(2 4 6) 0 1 2 9)        ; error: vector->list: expected an end index from 0 to 3, got 9
(let ((v (make-vector 5 '_))) (vector-merge! < v #(1 3) #(2)) v)        ; => #(1 2 3 _ _)
(let ((v (make-vector 5 '_))) (vector-merge! < v #(1 3) #(2) 2) v)      ; => #(_ _ 1 2 3)
(let ((v (make-vector 5 '_))) (vector-merge! < v #(9 1 9) #(9 2 9) 1 1 2 1 2) v)        ; => #(_ 1 2 _ _)
(vector-merge! < (make-vector 2 0) #(1 2) #(3)) ; error: vector-copy!: 3 elements do not fit at index 0 of a vector of 2

; The SRFI's examples.
(list-delete-neighbor-dups = '(1 1 2 7 7 7 0 -2 -2))    ; => (1 2 7 0 -2)
(vector-delete-neighbor-dups = '#(1 1 2 7 7 7 0 -2 -2)) ; => #(1 2 7 0 -2)
(vector-delete-neighbor-dups = '#(1 1 2 7 7 7 0 -2 -2) 3 7)     ; => #(7 0)
(let ((v (vector 0 0 0 1 1 2 2 3 3 4 4 5 5 6 6))) (cons (vector-delete-neighbor-dups! = v 3) v))        ; => (9 . #(0 0 0 1 2 3 4 5 6 4 4 5 5 6 6))
(list-delete-neighbor-dups = '())       ; => ()
(list-delete-neighbor-dups = 'x)        ; error: list-delete-neighbor-dups: expected a list, got x
(list-delete-neighbor-dups! = (list 1 1 2 2 2 3))       ; => (1 2 3)
(list-delete-neighbor-dups! = '())      ; => ()
(let* ((l (list 1 1 2)) (made (list-delete-neighbor-dups! = l))) (eq? made l))  ; => #t
; The first argument of the predicate comes first in the list.
(let ((seen '())) (list-delete-neighbor-dups (lambda (a b) (set! seen (cons (cons a b) seen)) #f) '(1 2 3)) (reverse seen))     ; => ((1 . 2) (2 . 3))
(let ((v (vector 1 1 2 2 3))) (let ((end (vector-delete-neighbor-dups! = v))) (list end (vector-copy v 0 end))))        ; => (3 #(1 2 3))

(vector-find-median < #() 'none)        ; => none
(vector-find-median < #(3 1 2) 'none)   ; => 2
(vector-find-median < #(4 1 3 2) 'none) ; => 5/2
(vector-find-median < #(4 1 3 2) 'none list)    ; => (2 3)
(vector-find-median < (vector 1 1 1 1) 'none list)      ; => (1 1)
(let ((v (vector 3 1 2))) (list (vector-find-median! < v 'none) v))     ; => (2 #(1 2 3))
(let ((v (vector 3 1 2 0))) (list (vector-find-median! < v 'none) v))   ; => (3/2 #(0 1 2 3))
(vector-find-median! < (vector) 'none)  ; => none
(vector-find-median! < (vector 2 1) 'none cons) ; => (1 . 2)
(map (lambda (k) (vector-select! < (vector 5 3 1 4 2) k)) '(0 1 2 3 4)) ; => (1 2 3 4 5)
(vector-select! < (vector 9 3 1 0) 0 1 3)       ; => 1
(vector-select! < (vector 9 3 1 0) 1 1) ; => 1
(vector-select! < (vector 1 2) 2)       ; error: vector-select!: expected a number from 0 to 1, got 2
(vector-select! < (vector) 0)           ; error: vector-select!: nothing to select from: #()
(vector-select! < (make-vector 20000 7) 10000)  ; => 7
(define (scrambled n) (list->vector (map (lambda (i) (modulo (* i 7919) n)) (iota n))))
(vector-select! (lambda (a b) (< (test-pause a) b)) (scrambled 200) 77) ; => 77
(let ((v (scrambled 1000))) (vector-separate! < v 300) (list (apply max (vector->list v 0 300)) (apply min (vector->list v 300))))      ; => (299 300)
(let ((v (vector 9 5 3 1 4 0))) (vector-separate! < v 2 1 5) (list (vector-ref v 0) (sort (vector->list v 1 3) <) (sort (vector->list v 3 5) <) (vector-ref v 5)))      ; => (9 (1 3) (4 5) 0)
(let ((v (vector 2 1))) (vector-separate! < v 0) (vector-separate! < v 2) (sort v <))   ; => #(1 2)
(vector-separate! < (vector 1) 2)       ; error: vector-separate!: expected a number from 0 to 1, got 2
