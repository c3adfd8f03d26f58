; SRFI 158: generators and accumulators.

(import (srfi 158))
(define (all g) (generator->list g))
(all (generator))                       ; => ()
(all (generator 1 2 3))                 ; => (1 2 3)
; An exhausted generator stays so.
(let ((g (generator 1))) (let* ((a (g)) (b (g)) (c (g))) (list a (eof-object? b) (eof-object? c))))     ; => (1 #t #t)
(generator->list (circular-generator 1 2 3) 7)  ; => (1 2 3 1 2 3 1)
(generator->list (circular-generator 1) 2)      ; => (1 1)
(all (make-iota-generator 3 8))         ; => (8 9 10)
(all (make-iota-generator 3 8 2))       ; => (8 10 12)
(all (make-iota-generator 3))           ; => (0 1 2)
(all (make-iota-generator 0))           ; => ()
(all (make-iota-generator 3 1 0.5))     ; => (1.0 1.5 2.0)
(make-iota-generator -1)                ; error: make-iota-generator: expected a number of elements (an exact integer from 0), got -1
(generator->list (make-range-generator 3) 4)    ; => (3 4 5 6)
(all (make-range-generator 3 8))        ; => (3 4 5 6 7)
(all (make-range-generator 3 8 2))      ; => (3 5 7)
(all (make-range-generator 3 3))        ; => ()
(all (make-range-generator 1 2.5))      ; => (1 2)
(all (make-range-generator 1 2.5 0.5))  ; => (1.0 1.5 2.0)
(define g (make-coroutine-generator (lambda (yield) (let loop ((i 0)) (when (< i 3) (yield i) (loop (+ i 1)))))))
(all g)                                 ; => (0 1 2)
(eof-object? (g))                       ; => #t
(let ((g (make-coroutine-generator (lambda (yield) (yield 'a) (yield 'b))))) (let* ((a (g)) (b (g)) (c (g))) (list a b (eof-object? c))))     ; => (a b #t)
; Two of them, called in turn.
(let ((one (make-coroutine-generator (lambda (yield) (for-each yield '(1 2 3))))) (other (make-coroutine-generator (lambda (yield) (for-each yield '(a b c)))))) (all (gmap list one other)))   ; => ((1 a) (2 b) (3 c))
; One that drives another.
(let* ((inner (make-coroutine-generator (lambda (yield) (for-each yield '(1 2))))) (outer (make-coroutine-generator (lambda (yield) (generator-for-each (lambda (x) (yield x) (yield (- x))) inner))))) (all outer))  ; => (1 -1 2 -2)
(let ((g (make-coroutine-generator (lambda (yield) (let loop ((i 0)) (yield i) (loop (+ i 1))))))) (generator-find (lambda (i) (> i 2000)) g))  ; => 2001
(make-coroutine-generator 5)            ; error: make-coroutine-generator: expected a procedure, got 5
(all (list->generator '(1 2 3 4 5)))    ; => (1 2 3 4 5)
(list->generator 5)                     ; error: list->generator: expected a list, got 5
(all (vector->generator #(1 2 3)))      ; => (1 2 3)
(all (vector->generator #(a b c d e) 2))        ; => (c d e)
(all (vector->generator #(a b c d e) 2 4))      ; => (c d)
(let* ((v (vector 1 2 3)) (g (vector->generator v))) (vector-set! v 1 'new) (all g))    ; => (1 new 3)
(vector->generator #(1 2) 3)            ; error: vector->generator: expected a start index from 0 to 2, got 3
(vector->generator #(1 2) 0 3)          ; error: vector->generator: expected an end index from 0 to 2, got 3
(all (reverse-vector->generator #(1 2 3 4 5)))  ; => (5 4 3 2 1)
(all (reverse-vector->generator #(a b c d e) 2))        ; => (e d c)
(all (reverse-vector->generator #(a b c d e) 2 4))      ; => (d c)
(all (reverse-vector->generator #(a b c d e) 0 2))      ; => (b a)
(all (string->generator "abcde"))       ; => (#\a #\b #\c #\d #\e)
(all (string->generator "abcde" 1 3))   ; => (#\b #\c)
(all (bytevector->generator #u8(1 2 3)))        ; => (1 2 3)
(all (bytevector->generator #u8(1 2 3) 1))      ; => (2 3)
(define (for-each-digit f n) (when (> n 0) (let-values (((div rem) (truncate/ n 10))) (f rem) (for-each-digit f div))))
(all (make-for-each-generator for-each-digit 12345))    ; => (5 4 3 2 1)
(all (make-for-each-generator string-for-each "ab"))    ; => (#\a #\b)
(all (make-unfold-generator (lambda (s) (> s 5)) (lambda (s) (* s 2)) (lambda (s) (+ s 1)) 0))  ; => (0 2 4 6 8 10)

(all (gcons* 'a 'b (make-range-generator 0 2))) ; => (a b 0 1)
(all (gcons* (generator 1)))            ; => (1)
(all (gappend (make-range-generator 0 3) (make-range-generator 0 2)))   ; => (0 1 2 0 1)
(all (gappend))                         ; => ()
(all (gappend (generator) (generator 1) (generator)))   ; => (1)
(all (gflatten (generator '(1 2) '() '(3))))    ; => (1 2 3)
(let ((g (gflatten (generator '(1))))) (g) (g) (eof-object? (g)))       ; => #t
(all (gflatten (generator '(1) 2)))     ; error: gflatten: expected lists from the generator, got 2
(all (gflatten (generator '(1 . 2))))   ; error: gflatten: expected lists from the generator, got 2
(all (ggroup (make-range-generator 0 5) 2))     ; => ((0 1) (2 3) (4))
(all (ggroup (make-range-generator 0 5) 2 'x))  ; => ((0 1) (2 3) (4 x))
(all (ggroup (make-range-generator 0 4) 2 'x))  ; => ((0 1) (2 3))
(all (ggroup (generator) 2 'x))         ; => ()
(all (gmerge < (generator 1 4 6) (generator 2 3) (generator 0 5 7)))    ; => (0 1 2 3 4 5 6 7)
(all (gmerge < (generator 1 2)))        ; => (1 2)
(all (gmerge < (generator) (generator))) ; => ()
(all (gmerge (lambda (a b) (< (car a) (car b))) (generator '(1 . a) '(2 . a)) (generator '(1 . b) '(1 . c))))   ; => ((1 . a) (1 . b) (1 . c) (2 . a))
(all (gmap - (make-range-generator 0 3)))       ; => (0 -1 -2)
(all (gmap cons (generator 1 2 3) (generator 4 5)))     ; => ((1 . 4) (2 . 5))
(gmap 5 (generator))                    ; error: gmap: expected a procedure, got 5
(all (gcombine (lambda (x sum) (values sum (+ x sum))) 10 (generator 1 2 3)))   ; => (10 11 13)
(all (gcombine (lambda (x y sum) (values (list x y sum) (+ x y sum))) 0 (generator 1 2 3) (generator 10 20)))   ; => ((1 10 0) (2 20 11))
(all (gfilter odd? (make-range-generator 1 6))) ; => (1 3 5)
(all (gremove odd? (make-range-generator 1 6))) ; => (2 4)
(all (gstate-filter (lambda (item state) (values (even? state) (+ state 1))) 0 (generator 'a 'b 'c 'd 'e)))     ; => (a c e)
(all (gtake (make-range-generator 0) 3))        ; => (0 1 2)
(all (gtake (generator 1) 3))           ; => (1)
(all (gtake (generator 1) 3 'pad))      ; => (1 pad pad)
(all (gtake (generator 1) 0 'pad))      ; => ()
(gtake (generator 1) 'x)                ; error: gtake: expected a number of elements (an exact integer from 0), got x
(all (gdrop (generator 1 2 3) 2))       ; => (3)
(all (gdrop (generator 1 2 3) 5))       ; => ()
(all (gtake-while odd? (generator 1 3 4 5)))    ; => (1 3)
(let ((g (gtake-while odd? (generator 1 2 3)))) (all g) (eof-object? (g)))      ; => #t
(all (gdrop-while odd? (generator 1 3 4 5)))    ; => (4 5)
(all (gdrop-while odd? (generator 1 3)))        ; => ()
(all (gdelete 3 (generator 1 2 3 4 5 3 6 7)))   ; => (1 2 4 5 6 7)
(all (gdelete 3 (generator 1 2 3 4) <)) ; => (1 2 3)
(all (gdelete-neighbor-dups (list->generator '(a a b c a a a d c))))    ; => (a b c a d c)
(all (gdelete-neighbor-dups (generator 1 -1 2) (lambda (a b) (= (abs a) (abs b)))))     ; => (1 2)
(all (gdelete-neighbor-dups (generator #f #f 1)))       ; => (#f 1)
(all (gindex (list->generator '(a b c d e f)) (list->generator '(0 2 4))))      ; => (a c e)
(all (gindex (generator 'a 'b) (generator 1 5)))        ; => (b)
(all (gindex (generator 'a 'b 'c) (generator 1 1)))     ; error: gindex: expected strictly increasing indices, got 1
(all (gselect (list->generator '(a b c d e f)) (list->generator '(#t #f #f #t #t #f)))) ; => (a d e)
(all (gselect (generator 'a 'b 'c) (generator #t)))     ; => (a)

(generator->list (make-range-generator 0) 3)    ; => (0 1 2)
(generator->list (generator 1 2) -1)    ; error: generator->list: expected a number of elements (an exact integer from 0), got -1
(generator->reverse-list (generator 1 2 3))     ; => (3 2 1)
(generator->reverse-list (generator 1 2 3) 2)   ; => (2 1)
(generator->vector (generator 1 2 3))   ; => #(1 2 3)
(generator->vector (generator 1 2 3) 2) ; => #(1 2)
(let ((v (make-vector 5 '_))) (list (generator->vector! v 2 (make-range-generator 0)) v))       ; => (3 #(_ _ 0 1 2))
(let ((v (make-vector 3 '_))) (list (generator->vector! v 0 (generator 1)) v))  ; => (1 #(1 _ _))
(generator->vector! (vector 1) 2 (generator))   ; error: generator->vector!: expected a start index from 0 to 1, got 2
(generator->string (generator #\a #\b)) ; => "ab"
(generator->string (string->generator "abc") 2) ; => "ab"
(generator->string (generator 1))       ; error: list->string: expected a character, got 1
(generator-fold cons 'z (generator 'a 'b 'c 'd 'e))     ; => (e d c b a . z)
(generator-fold + 0 (generator 1 2 3) (generator 1 2))  ; => 6
(let ((seen '())) (generator-for-each (lambda (x) (set! seen (cons x seen))) (generator 1 2 3)) seen)   ; => (3 2 1)
(let ((seen '())) (generator-for-each (lambda (x y) (set! seen (cons (+ x y) seen))) (generator 1 2 3) (generator 10 20)) seen) ; => (22 11)
(generator-map->list - (generator 1 2)) ; => (-1 -2)
(generator-map->list + (generator 1 2 3) (generator 10 20))     ; => (11 22)
(let* ((g (generator 1 2 3 4)) (found (generator-find even? g))) (list found (all g)))  ; => (2 (3 4))
(generator-find even? (generator 1 3))  ; => #f
(generator-count even? (generator 1 2 3 4))     ; => 2
(let* ((g (generator 1 2 3)) (found (generator-any (lambda (x) (and (even? x) (* x 10))) g))) (list found (all g)))     ; => (20 (3))
(generator-any even? (generator))       ; => #f
(let* ((g (generator 1 2 3)) (found (generator-every odd? g))) (list found (all g)))    ; => (#f (3))
(generator-every (lambda (x) (* x 2)) (generator 1 2))  ; => 4
(generator-every odd? (generator))      ; => #t
(define (unfold-list stop? f next seed . tail) (if (stop? seed) (if (null? tail) '() (car tail)) (cons (f seed) (apply unfold-list stop? f next (next seed) tail))))
(generator-unfold (make-for-each-generator string-for-each "abc") unfold-list)  ; => (#\a #\b #\c)
(generator-unfold (generator 1 2) unfold-list 'end)     ; => (1 2 . end)

(define (accumulate acc . items) (for-each acc items) (acc (eof-object)))
(accumulate (make-accumulator * 1 -) 1 2 4)     ; => -8
(let ((acc (make-accumulator cons '() (lambda (x) x)))) (acc 'a) (acc (eof-object)) (acc (eof-object)))       ; => (a)
(make-accumulator 1 2 3)                ; error: make-accumulator: expected a procedure, got 1
(accumulate (count-accumulator) 'a 'b 'c)       ; => 3
(accumulate (list-accumulator) 1 2 3)   ; => (1 2 3)
(accumulate (reverse-list-accumulator) 1 2 3)   ; => (3 2 1)
(accumulate (vector-accumulator) 1 2 3) ; => #(1 2 3)
(accumulate (reverse-vector-accumulator) 1 2 3) ; => #(3 2 1)
(accumulate (vector-accumulator! (make-vector 5 0) 2) 1 2 3)    ; => #(0 0 1 2 3)
(accumulate (vector-accumulator! (vector 0 0) 1) 1 2)   ; error: vector-accumulator!: there is no more room: #(0 1)
(vector-accumulator! (vector 0 0) 3)    ; error: vector-accumulator!: expected a start index from 0 to 2, got 3
(accumulate (string-accumulator) #\a #\b)       ; => "ab"
(accumulate (string-accumulator) #\a "bc")      ; => "abc"
(accumulate (string-accumulator) 1)     ; error: string-accumulator: expected a character or a string, got 1
(accumulate (bytevector-accumulator) 1 2 3)     ; => #u8(1 2 3)
(accumulate (bytevector-accumulator! (make-bytevector 4 0) 1) 1 2)      ; => #u8(0 1 2 0)
(accumulate (sum-accumulator) 1 2 3)    ; => 6
(accumulate (product-accumulator) 2 3 4) ; => 24
(accumulate (product-accumulator))      ; => 1
