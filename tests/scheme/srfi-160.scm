; SRFI 160: vectors of numbers of one machine type.
(import (srfi 160 s16) (srfi 160 u8) (srfi 160 f32) (srfi 160 f64) (srfi 160 c64) (srfi 160 c128) (srfi 160 s64) (srfi 160 u64))
(define (both thunk) (call-with-values thunk list))

; ---- kinds, and how they are written
(list (s16vector? (s16vector 1)) (s16vector? (u8vector 1)) (vector? (s16vector 1)) (u8vector? (bytevector 1)) (bytevector? (u8vector 1)))       ; => (#t #f #f #t #t)
(list (s16vector 1 -2) (u8vector 1 2) (f64vector 1.5 -0.0) (c64vector 1.0+2.0i) (s64vector))    ; => (#s16(1 -2) #u8(1 2) #f64(1.5 -0.0) #c64(1.0+2.0i) #s64())
(list #s16(1 -2) '#f64(1.5) `(,(+ 1 1) #U64(18446744073709551615)))     ; => (#s16(1 -2) #f64(1.5) (2 #u64(18446744073709551615)))
(list (s16? -32768) (s16? 32768) (s16? 1.0) (u8? 255) (u8? -1) (f64? 1.5) (f64? 1) (c64? 1.0+1.0i) (c64? 1.0) (c64? 1))        ; => (#t #f #f #t #f #t #f #t #t #f)
(list (s64? (- (expt 2 63))) (s64? (expt 2 63)) (u64? (expt 2 64)) (u64? 'a))   ; => (#t #f #f #f)
(s16vector 1 40000)                     ; error: s16vector: expected an exact integer from -32768 to 32767, got 40000
(f64vector 1)                           ; error: f64vector: expected an inexact real number, got 1
(c128vector 1)                          ; error: c128vector: expected an inexact number, got 1
(f32vector-ref (f32vector 0.1) 0)       ; => 0.10000000149011612
(list (equal? #s16(1 2) (s16vector 1 2)) (equal? #s16(1 2) (s64vector 1 2)) (equal? (f64vector +nan.0) (f64vector +nan.0)) (equal? (f64vector 0.0) (f64vector -0.0)) (eqv? #s16(1) (s16vector 1)))    ; => (#t #f #t #f #f)
(let ((t (make-hash-table))) (hash-table-set! t (s16vector 1) 1) (hash-table-set! t (u8vector 1) 2) (hash-table-set! t (f64vector 0.0) 3) (map (lambda (k) (hash-table-ref/default t k #f)) (list #s16(1) #u8(1) #f64(0.0) #f64(-0.0) #s64(1))))  ; => (1 2 3 #f #f)
(write-s16vector #s16(1 2))             ; prints #s16(1 2)
(let ((port (open-output-string))) (write-f64vector #f64(1.5) port) (get-output-string port))   ; => "#f64(1.5)"
(write-s16vector #u8(1))                ; error: write-s16vector: expected an s16vector, got #u8(1)

; ---- making
(list (make-s16vector 3 7) (s16vector-length (make-s16vector 4)) (make-c64vector 2 1.0+1.0i))   ; => (#s16(7 7 7) 4 #c64(1.0+1.0i 1.0+1.0i))
(make-u8vector 2 256)                   ; error: make-u8vector: expected an exact integer from 0 to 255, got 256
(s16vector-unfold (lambda (i x) (values (* x x) (+ x 1))) 5 0)          ; => #s16(0 1 4 9 16)
(s16vector-unfold-right (lambda (i x) (values (* x x) (+ x 1))) 5 0)    ; => #s16(16 9 4 1 0)
(s16vector-unfold-right (lambda (i x) (values i x)) 3 0)        ; => #s16(0 1 2)
(s16vector-unfold (lambda (i x) (values 100000 x)) 1 0)         ; error: s16vector-unfold: expected an exact integer from -32768 to 32767, got 100000
(define five #s16(1 2 3 4 5))
(list (s16vector-copy five) (s16vector-copy five 1) (s16vector-copy five 1 3) (s16vector-reverse-copy five) (s16vector-reverse-copy five 1) (s16vector-reverse-copy five 1 3))         ; => (#s16(1 2 3 4 5) #s16(2 3 4 5) #s16(2 3) #s16(5 4 3 2 1) #s16(5 4 3 2) #s16(3 2))
(c64vector-reverse-copy #c64(1.0+2.0i 3.0+4.0i))        ; => #c64(3.0+4.0i 1.0+2.0i)
(list (s16vector-append) (s16vector-append #s16(1) five #s16()) (s16vector-concatenate (list #s16(1) #s16(2))) (s16vector-append-subvectors #s16(1 2 3) 0 1 five 3 5))  ; => (#s16() #s16(1 1 2 3 4 5) #s16(1 2) #s16(1 4 5))
(s16vector-append five #u8(1))          ; error: s16vector-append: expected an s16vector, got #u8(1)

; ---- asking
(list (s16vector-empty? #s16()) (s16vector-empty? five) (s16vector= five #s16(1 2 3 4 5) five) (s16vector= five #s16(1 2)) (f64vector= #f64(0.0) #f64(-0.0)) (s16vector=))         ; => (#t #f #t #f #t #t)
(list (s16vector-ref five 0) (c64vector-ref #c64(1.0+2.0i 3.0+4.0i) 1) (u8vector-ref #u8(7) 0) (s16vector-length five) (c64vector-length #c64(1.0 2.0)))       ; => (1 3.0+4.0i 7 5 2)
(s16vector-ref five 5)                  ; error: s16vector-ref: expected an index from 0 to 4, got 5
(c64vector-ref #c64() 0)                ; error: c64vector-ref: the c64vector is empty, it has no index 0

; ---- parts
(list (s16vector-take five 2) (s16vector-take-right five 2) (s16vector-drop five 2) (s16vector-drop-right five 2) (c64vector-take-right #c64(1.0+1.0i 2.0+2.0i) 1))    ; => (#s16(1 2) #s16(4 5) #s16(3 4 5) #s16(1 2 3) #c64(2.0+2.0i))
(s16vector-take five 6)                 ; error: s16vector-take: expected a count up to 5, got 6
(list (s16vector-segment five 2) (s16vector-segment five 5) (s16vector-segment #s16() 2) (c64vector-segment #c64(1.0+1.0i 2.0+2.0i) 1))         ; => ((#s16(1 2) #s16(3 4) #s16(5)) (#s16(1 2 3 4 5)) () (#c64(1.0+1.0i) #c64(2.0+2.0i)))
(s16vector-segment five 0)              ; error: s16vector-segment: expected a length (an exact integer from 1), got 0
(list (s16vector-take-while odd? #s16(1 3 4 5)) (s16vector-take-while-right odd? #s16(1 2 3 5)) (s16vector-drop-while odd? #s16(1 3 4 5)) (s16vector-drop-while-right odd? #s16(1 2 3 5)) (s16vector-take-while even? five) (s16vector-drop-while even? #s16(2 4)))      ; => (#s16(1 3) #s16(3 5) #s16(4 5) #s16(1 2) #s16() #s16())

; ---- one after the other; the state is the first argument
(list (s16vector-fold (lambda (made x) (cons x made)) '() five) (s16vector-fold-right (lambda (made x) (cons x made)) '() five) (s16vector-fold list 0 #s16(1 2) #s16(3 4 5)) (s16vector-fold-right list 0 #s16(1 2) #s16(3 4 5)))      ; => ((5 4 3 2 1) (1 2 3 4 5) ((0 1 3) 2 4) ((0 2 4) 1 3))
(list (s16vector-map square five) (s16vector-map + five #s16(10 20)) (f64vector-map sqrt #f64(4.0 9.0)))        ; => (#s16(1 4 9 16 25) #s16(11 22) #f64(2.0 3.0))
(s16vector-map / five)                  ; error: s16vector-map: expected an exact integer from -32768 to 32767, got 1/2
(let ((v (s16vector 1 2 3))) (s16vector-map! * v #s16(10 20)) v)        ; => #s16(10 40 3)
(let ((seen '())) (s16vector-for-each (lambda (a b) (set! seen (cons (+ a b) seen))) five #s16(10 20)) seen)    ; => (22 11)
(list (s16vector-count even? five) (s16vector-count < five #s16(2 2 2)) (s16vector-cumulate + 10 five))         ; => (2 1 #s16(11 13 16 20 25))
(call-with-current-continuation (lambda (k) (s16vector-for-each (lambda (x) (if (> x 2) (k x))) five)))         ; => 3

; ---- looking for elements
(list (s16vector-index even? five) (s16vector-index-right even? five) (s16vector-skip odd? five) (s16vector-skip-right odd? five) (s16vector-index negative? five) (s16vector-index < five #s16(0 3)))  ; => (1 3 1 3 #f 1)
(list (s16vector-index-right < #s16(1 2 3) #s16(2 3 3)) (s16vector-skip-right < #s16(1 2 3) #s16(0 3 4)))       ; => (1 0)
(s16vector-index-right < five #s16(1))  ; error: s16vector-index-right: expected vectors of one length, got lengths 5 1
(list (s16vector-any (lambda (x) (and (even? x) (* x 10))) five) (s16vector-any negative? five) (s16vector-every (lambda (x) (and (positive? x) (* x 10))) five) (s16vector-every even? five) (s16vector-every even? #s16()) (s16vector-any < #s16(3 1) #s16(2 2 9)))     ; => (20 #f 50 #f #t #t)
(both (lambda () (s16vector-partition even? five)))     ; => (#s16(2 4 1 3 5) 2)
(list (s16vector-filter even? five) (s16vector-remove even? five))      ; => (#s16(2 4) #s16(1 3 5))

; ---- changing
(define (changed change) (let ((v (s16vector 1 2 3 4 5))) (change v) v))
(changed (lambda (v) (s16vector-set! v 1 -7)))          ; => #s16(1 -7 3 4 5)
(changed (lambda (v) (s16vector-swap! v 0 4)))          ; => #s16(5 2 3 4 1)
(changed (lambda (v) (s16vector-fill! v 9)))            ; => #s16(9 9 9 9 9)
(changed (lambda (v) (s16vector-fill! v 9 1 3)))        ; => #s16(1 9 9 4 5)
(changed (lambda (v) (s16vector-reverse! v)))           ; => #s16(5 4 3 2 1)
(changed (lambda (v) (s16vector-reverse! v 1 4)))       ; => #s16(1 4 3 2 5)
(changed (lambda (v) (s16vector-copy! v 1 #s16(7 8 9) 1)))      ; => #s16(1 8 9 4 5)
(changed (lambda (v) (s16vector-copy! v 1 v 0 3)))      ; => #s16(1 1 2 3 5)
(changed (lambda (v) (s16vector-reverse-copy! v 0 #s16(7 8 9))))        ; => #s16(9 8 7 4 5)
(changed (lambda (v) (s16vector-unfold! (lambda (i x) (values (* i x) (+ x 1))) v 1 3 5)))      ; => #s16(1 5 12 4 5)
(changed (lambda (v) (s16vector-unfold-right! (lambda (i x) (values (* i x) (+ x 1))) v 1 3 5)))        ; => #s16(1 6 10 4 5)
(changed (lambda (v) (s16vector-copy! v 4 #s16(1 2))))  ; error: s16vector-copy!: 2 elements do not fit at index 4 of an s16vector of 5
(changed (lambda (v) (s16vector-set! v 0 1.0)))         ; error: s16vector-set!: expected an exact integer from -32768 to 32767, got 1.0
(s16vector-set! #s16(1 2) 0 5)          ; error: s16vector-set!: a literal cannot be changed; change a s16vector-copy of it: #s16(1 2)
(let ((v (c64vector 1.0 2.0+1.0i 3.0))) (c64vector-set! v 0 5.0+6.0i) (c64vector-swap! v 0 1) (c64vector-fill! v 0.0 2) v)      ; => #c64(2.0+1.0i 5.0+6.0i +0.0i)
(let ((v (bytevector 1 2 3))) (u8vector-set! v 0 9) (u8vector-reverse! v) v)    ; => #u8(3 2 9)
(let ((v (read (open-input-string "#s16(1 2)")))) (s16vector-set! v 0 5) v)     ; => #s16(5 2)

; ---- lists and vectors
(list (s16vector->list five) (s16vector->list five 3) (reverse-s16vector->list five 1 3) (list->s16vector '(1 2)) (reverse-list->s16vector '(1 2)))     ; => ((1 2 3 4 5) (4 5) (3 2) #s16(1 2) #s16(2 1))
(list (s16vector->vector five 1 3) (vector->s16vector #(1 2 3) 1) (c64vector->list #c64(1.0+2.0i)) (u8vector->list #u8(1)))     ; => (#(2 3) #s16(2 3) (1.0+2.0i) (1))
(list->s16vector '(1 x))                ; error: list->s16vector: expected an exact integer from -32768 to 32767, got x

; ---- generators and comparators
(let* ((g (make-s16vector-generator #s16(1 2))) (a (g)) (b (g)) (c (g))) (list a b (eof-object? c) (eof-object? (g))))  ; => (1 2 #t #t)
(import (only (srfi 128) =? <? comparator-hash comparator-test-type make-default-comparator default-hash))
(list (=? s16vector-comparator #s16(1 2) (s16vector 1 2)) (<? s16vector-comparator #s16(1 2) #s16(1 3)) (<? s16vector-comparator #s16(9) #s16(1 1)) (<? s16vector-comparator #s16(1 1) #s16(9)))    ; => (#t #t #t #f)
(list (= (comparator-hash f64vector-comparator #f64(0.0)) (comparator-hash f64vector-comparator #f64(-0.0))) (comparator-test-type s16vector-comparator #u8(1)) (comparator-test-type u8vector-comparator #u8(1)))      ; => (#t #f #t)
(list (=? (make-default-comparator) #s16(1) (s16vector 1)) (<? (make-default-comparator) #s16(1) #s16(2)) (=? (make-default-comparator) #s16(1) #s64(1)) (= (default-hash #f64(0.0)) (default-hash #f64(-0.0))))  ; => (#t #t #f #t)

; ---- the basic library has the procedures of SRFI 4, of all kinds
(import (prefix (srfi 160 base) b:))
(list (b:u8vector 1) (b:make-f32vector 1 0.5) (b:c128vector-ref (b:c128vector 1.5) 0) (b:list->u32vector '(1)) (b:s8? 127) (b:u16vector-length (b:u16vector 1 2)))       ; => (#u8(1) #f32(0.5) 1.5+0.0i #u32(1) #t 2)
(eq? b:s16vector-ref s16vector-ref)     ; => #t
(read (open-input-string "#s16(1 70000)"))      ; error: read: an element of #s16(...) must be an exact integer from -32768 to 32767 (line 1, column 8 of the string)
(read (open-input-string "#f64(1)"))    ; error: read: an element of #f64(...) must be an inexact real number (line 1, column 6 of the string)
