; What the generator takes for granted of variables that it knows natural numbers or
; characters to be, and of what it spells out, must still be what the report says.

(import (scheme base) (scheme char) (scheme inexact))

(define v (vector 'a 'b 'c 'd))
(define (sum-to n) (do ((i 0 (+ i 1)) (sum 0 (+ sum i))) ((= i n) sum)))

(sum-to 10)                                            ; => 45
(sum-to 'x)                                            ; error: =: expected a number, got x
(let loop ((i 0) (found '())) (if (= i 4) found (loop (+ i 1) (cons (vector-ref v i) found))))   ; => (d c b a)
(let loop ((i 0)) (if (= i 3) (vector-ref v (- i 4)) (loop (+ i 1))))       ; error: vector-ref: expected an index from 0 to 3, got -1
(let loop ((i 3)) (if (< i 0) (vector-ref v i) (loop (- i 1))))             ; error: vector-ref: expected an index from 0 to 3, got -1
(let loop ((i 0)) (if (> i 3) (vector-ref v i) (loop (+ i 1))))             ; error: vector-ref: expected an index from 0 to 3, got 4
(let loop ((i 0)) (if (> i 0) (vector-ref v i) (loop (+ i 1/2))))           ; error: vector-ref: expected an index (an exact integer from 0), got 1/2
(let loop ((i 0)) (if (> i 0) (vector-ref v i) (loop (+ i 1.0))))           ; error: vector-ref: expected an index (an exact integer from 0), got 1.0
(let loop ((i 0) (k -1)) (if (= i 1) (vector-ref v k) (loop (+ i 1) (* k 2))))          ; error: vector-ref: expected an index from 0 to 3, got -2
(let loop ((i 2) (down 5)) (if (= i 0) down (loop (- i 1) (quotient down 2))))          ; => 1
(let loop ((i 0) (x 7)) (if (= i 2) x (loop (+ i 1) (- (quotient x 2) 10))))            ; => -13
(let loop ((i 0) (x 7)) (if (= i 2) x (loop (+ i 1) (quotient (- x) 2))))               ; => 1
(let loop ((i 0) (x 7)) (if (= i 1) x (loop (+ i 1) (modulo x i))))                     ; error: modulo: division by zero
(let loop ((i 0) (x -7)) (if (= i 1) x (loop (+ i 1) (modulo x 4))))                    ; => 1
(let loop ((i 0) (x -7)) (if (= i 1) x (loop (+ i 1) (remainder x 4))))                 ; => -3
(let loop ((i 0) (m 0)) (if (= i 5) m (loop (+ i 1) (max m (* i i)))))                  ; => 16
(let loop ((i 0) (m 0)) (if (= i 5) m (loop (+ i 1) (max m 2.5))))                      ; => 2.5
(let loop ((i 0) (m 9)) (if (= i 5) m (loop (+ i 1) (min m 8.0 i))))                    ; => 0.0
(let loop ((i 0) (m 9)) (if (= i 5) m (loop (+ i 1) (min m i))))                        ; => 0
(let loop ((i 0) (x 1)) (if (= i 3) x (loop (+ i 1) (if (odd? i) "no" x))))             ; => "no"
(let ((i 0)) (set! i -1) (vector-ref v i))             ; error: vector-ref: expected an index from 0 to 3, got -1
(let loop ((i 0) (c #\a)) (if (= i 3) c (loop (+ i 1) (string-ref "xyz" i))))           ; => #\z
(let loop ((i 0)) (cond ((= i 3) #f) ((char=? (string-ref "abc" i) #\b) i) (else (loop (+ i 1)))))   ; => 1
(let ((s "abc")) (char=? (string-ref s 0) (string-ref s 1)))       ; => #f
(let ((s "aba")) (char=? (string-ref s 0) (string-ref s 2)))       ; => #t
(char=? (string-ref "abc" 0) 'a)                       ; error: char=?: expected a character, got a
(char=? (vector-ref v 0) #\a)                          ; error: char=?: expected a character, got a
(let loop ((i 0) (c #\a)) (if (= i 1) (char=? c #\b) (loop (+ i 1) (if (= i 0) 5 c))))  ; error: char=?: expected a character, got 5

; eqv? and eq? with a number that is written down
(map (lambda (x) (eqv? x 1)) (list 1 1.0 (/ 2 2) 2 'a "1" #\1 #t '()))      ; => (#t #f #t #f #f #f #f #f #f)
(map (lambda (x) (eqv? 100000000000000000000 x)) (list (expt 10 20) 1e20 1))             ; => (#t #f #f)
(map (lambda (x) (eq? x 7)) (list 7 7.0 'x))           ; => (#t #f #f)
(map (lambda (x) (eqv? x 1.0)) (list 1.0 1 +nan.0))    ; => (#t #f #f)
(map (lambda (x) (eqv? x -0.0)) (list 0.0 -0.0 0))     ; => (#f #t #f)
(map (lambda (x) (case x ((0) 'zero) ((1 2) 'few) (else 'other))) '(0 0.0 2 a))          ; => (zero other few other)
(map number? (list 1 1/2 2.5 +i 1.5+i 'a "1"))         ; => (#t #t #t #t #t #f #f)
(map (lambda (x) (if (number? x) 'yes 'no)) (list 1 1/2 2.5 +i 'a "1" #f))   ; => (yes yes yes yes no no no)
(map (lambda (x) (if (exact-integer? x) 'yes 'no)) (list 1 1/2 2.0 'a))      ; => (yes no no no)

; list
(list)                                                 ; => ()
(let ((a 1) (b 2)) (list (list a) (list a b) (list a b a) (list a b a b) (list a b a b a)))   ; => ((1) (1 2) (1 2 1) (1 2 1 2) (1 2 1 2 1))
(let* ((a (list 1 2)) (b (list 1 2))) (eq? a b))       ; => #f
(if (vector-ref v 0) (list 1 (list 2 3)) '())          ; => (1 (2 3))

; texts put together
(let ((n 12)) (string-append "a" (number->string n) (string-append "b" (number->string (* n n)) "c") "d"))    ; => "a12b144cd"
(let ((n 1/3)) (string-append (number->string n) (number->string 2.5)))      ; => "1/32.5"
(string-append "only")                                 ; => "only"
(string-append)                                        ; => ""
(let ((n 'x)) (string-append "a" (number->string n)))  ; error: number->string: expected a number, got x
(let ((n 5)) (string-append "a" n "b"))                ; error: string-append: expected a string, got 5
(let ((n 5)) (string-append "a" (string-append "b" n)))             ; error: string-append: expected a string, got 5
(let ((s (string-append "a" "b"))) (string-set! s 0 #\x) s)         ; => "xb"
(string-length (string-append "x" (number->string (expt 7 9000))))  ; => 7607
(number->string (- 5 7))                               ; => "-2"
