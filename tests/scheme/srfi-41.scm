; SRFI 41: streams.

(import (srfi 41))
(define strm123 (stream-cons 1 (stream-cons 2 (stream-cons 3 stream-null))))
(list (stream? strm123) (stream? stream-null) (stream? '(1)) (stream? (delay 1)))       ; => (#t #t #f #f)
(list (stream-null? stream-null) (stream-null? strm123) (stream-null? '()))     ; => (#t #f #f)
(list (stream-pair? strm123) (stream-pair? stream-null) (stream-pair? '(1)))    ; => (#t #f #f)
(list (stream-car strm123) (stream-car (stream-cdr strm123)))   ; => (1 2)
(stream-car stream-null)                ; error: stream-car: the stream has ended
(stream-cdr stream-null)                ; error: stream-cdr: the stream has ended
(stream-car '(1))                       ; error: stream-car: expected a stream, got (1)
(stream-cdr 5)                          ; error: stream-cdr: expected a stream, got 5
; Neither the element nor the rest is evaluated before it is needed, and each once.
(define count 0)
(define counted (stream-cons (begin (set! count (+ count 1)) 'head) (begin (set! count (+ count 10)) stream-null)))
count                                   ; => 0
(list (stream-car counted) (stream-car counted) count)  ; => (head head 1)
(let ((rest (stream-cdr counted))) (list count (stream-null? rest) (stream-null? rest) count))  ; => (1 #t #t 11)
; What is no stream fails only when it is asked.
(define bad (stream-cons 1 5))
(stream-car bad)                        ; => 1
(stream-pair? (stream-cdr bad))         ; error: stream: expected a stream as the rest, got 5
(define iter (stream-lambda (f x) (stream-cons x (iter f (f x)))))
(stream->list 4 (iter (lambda (x) (* x 2)) 1))  ; => (1 2 4 8)
(define nats (iter (lambda (x) (+ x 1)) 0))
(stream-car (stream-cdr nats))          ; => 1
(define-stream (evens s) (if (stream-null? s) stream-null (stream-cons (stream-car s) (evens (stream-cdr (stream-cdr s))))))
(stream->list 3 (evens nats))           ; => (0 2 4)
(stream->list (stream-let loop ((n 0)) (if (= n 3) stream-null (stream-cons n (loop (+ n 1))))))        ; => (0 1 2)

(stream->list (list->stream '(1 2 3)))  ; => (1 2 3)
(stream-null? (list->stream '()))       ; => #t
(list->stream 5)                        ; error: list->stream: expected a list, got 5
(stream->list (port->stream (open-input-string "abc"))) ; => (#\a #\b #\c)
(stream->list (parameterize ((current-input-port (open-input-string "xy"))) (let ((s (port->stream))) (stream-length s) s)))    ; => (#\x #\y)
(port->stream 5)                        ; error: port->stream: expected an input port, got 5
(let ((s (stream 1 (/ 1 0) -1))) (list (stream-car s) (stream-ref s 2) (stream-length s)))      ; => (1 -1 3)
(stream-ref (stream 1 (/ 1 0) -1) 1)    ; error: /: division by zero
(stream-null? (stream))                 ; => #t
(stream->list 10 (stream-map (lambda (x) (* x x)) (stream-from 0)))     ; => (0 1 4 9 16 25 36 49 64 81)
(stream->list 10 (stream 1 2))          ; => (1 2)
(stream->list 0 nats)                   ; => ()
(stream->list -1 nats)                  ; error: stream->list: expected a number of elements (an exact integer from 0), got -1
(stream->list '(1))                     ; error: stream->list: expected a stream, got (1)
(stream->list (stream-append (stream 1 2) (stream) (stream 3))) ; => (1 2 3)
(stream->list (stream-append))          ; => ()
(stream->list 3 (stream-append (stream 1) nats))        ; => (1 0 1)
(stream-append 5)                       ; error: stream-append: expected a stream, got 5
(define-stream (qsort lt? s) (if (stream-null? s) stream-null (let ((x (stream-car s)) (xs (stream-cdr s))) (stream-append (qsort lt? (stream-filter (lambda (u) (lt? u x)) xs)) (stream x) (qsort lt? (stream-filter (lambda (u) (not (lt? u x))) xs))))))
(stream->list (qsort < (stream 3 1 5 2 4)))     ; => (1 2 3 4 5)
(stream->list (stream-concat (stream (stream 1 2) (stream) (stream 3 2 1))))    ; => (1 2 3 2 1)
(stream->list 4 (stream-concat (stream-map (lambda (n) (stream n n)) nats)))    ; => (0 0 1 1)
(define-stream (interleave x yy) (stream-match yy (() (stream (stream x))) ((y . ys) (stream-append (stream (stream-cons x yy)) (stream-map (lambda (z) (stream-cons y z)) (interleave x ys))))))
(define-stream (perms xs) (if (stream-null? xs) (stream (stream)) (stream-concat (stream-map (lambda (ys) (interleave (stream-car xs) ys)) (perms (stream-cdr xs))))))
(map stream->list (stream->list (perms (stream 1 2 3))))        ; => ((1 2 3) (2 1 3) (2 3 1) (1 3 2) (3 1 2) (3 2 1))
(stream->list 5 (stream-constant 1 2))  ; => (1 2 1 2 1)
(stream->list 2 (stream-constant 'a))   ; => (a a)
(stream->list 2 (stream-drop 3 nats))   ; => (3 4)
(stream->list (stream-drop 3 (stream 1 2)))     ; => ()
(stream->list (stream-drop 0 (stream 1 2)))     ; => (1 2)
(stream-drop 'x nats)                   ; error: stream-drop: expected a number of elements (an exact integer from 0), got x
(stream->list (stream-drop-while odd? (stream 1 3 4 5)))        ; => (4 5)
(stream-drop-while 5 (stream))          ; error: stream-drop-while: expected a procedure, got 5
(define-stream (stream-unique eql? s) (if (stream-null? s) stream-null (stream-cons (stream-car s) (stream-unique eql? (stream-drop-while (lambda (x) (eql? (stream-car s) x)) s)))))
(stream->list (stream-unique = (stream 1 1 2 2 2 3 1))) ; => (1 2 3 1)
(stream->list 3 (stream-filter odd? (stream-from 0)))   ; => (1 3 5)
(stream-filter odd? '(1))               ; error: stream-filter: expected a stream, got (1)
; Skipping elements takes no space.
(stream-car (stream-filter (lambda (n) (> n 50000)) (stream-from 0)))   ; => 50001
(stream-ref (stream-from 0) 30000)      ; => 30000
(stream-fold - 10 (stream 1 2 3))       ; => 4
(stream-fold (lambda (made x) (cons x made)) '() (stream 1 2 3))        ; => (3 2 1)
(define-stream (isort lt? s) (define-stream (insert s x) (stream-match s (() (stream x)) ((y . ys) (if (lt? y x) (stream-cons y (insert ys x)) (stream-cons x s))))) (stream-fold insert stream-null s))
(stream->list (isort < (stream 3 1 2))) ; => (1 2 3)
(let ((seen '())) (stream-for-each (lambda (x y) (set! seen (cons (+ x y) seen))) (stream 1 2 3) (stream-from 10)) seen)        ; => (15 13 11)
(stream-for-each display)               ; error: stream-for-each: needs a stream at least
(stream->list 3 (stream-from 1 2))      ; => (1 3 5)
(stream->list 3 (stream-from 1 -1/2))   ; => (1 1/2 0)
(stream-from 'a)                        ; error: stream-from: expected a number, got a
(stream->list 5 (stream-iterate (lambda (x) (* x 2)) 1))        ; => (1 2 4 8 16)
(stream->list 4 (stream-iterate (lambda (x) (+ 1 (/ x))) 1))    ; => (1 2 3/2 5/3)
(stream-length strm123)                 ; => 3
(stream-length 'x)                      ; error: stream-length: expected a stream, got x
(stream->list (stream-map + (stream 1 2 3) (stream 10 20)))     ; => (11 22)
(stream-map + 5)                        ; error: stream-map: expected a stream, got 5
(define (len s) (stream-match s (() 0) ((head . tail) (+ 1 (len tail)))))
(len (stream 'a 'b 'c))                 ; => 3
(stream-match (stream 1 2 3) ((a b) 'two) ((a b c) (list c b a)))       ; => (3 2 1)
(stream-match (stream 1 1 2) ((x y . _) (= x y) 'same) (else 'other))   ; => same
(stream-match (stream 1 2) ((x y . _) (= x y) 'same) (else 'other))     ; => other
(stream-match (stream 1 2) ((_ y) y))   ; => 2
(stream-match nats ((a b . rest) (list a b (stream-car rest))))  ; => (0 1 2)
(stream-match (stream 1) (() 'empty))   ; error: stream-match: no pattern fits the stream
(stream-match 5 (() 'empty))            ; error: stream-match: expected a stream, got 5
(stream->list (stream-of (* x x) (x in (stream-range 0 10)) (even? x))) ; => (0 4 16 36 64)
(stream->list (stream-of (list a b) (a in (stream-range 1 4)) (b in (stream-range 1 3))))       ; => ((1 1) (1 2) (2 1) (2 2) (3 1) (3 2))
(stream->list (stream-of (list i j) (i in (stream-range 1 5)) (even? i) (j in (stream-range i 5))))     ; => ((2 2) (2 3) (2 4) (4 4))
(stream->list (stream-of y (x in (stream 1 2)) (y is (* 10 x))))        ; => (10 20)
(stream->list (stream-of 1))            ; => (1)
(stream->list (stream-range 0 5))       ; => (0 1 2 3 4)
(stream->list (stream-range 5 0))       ; => (5 4 3 2 1)
(stream->list (stream-range 0 10 3))    ; => (0 3 6 9)
(stream->list (stream-range 0 5 -1))    ; => ()
(stream-range 'a 5)                     ; error: stream-range: expected a number, got a
(list (stream-ref nats 0) (stream-ref nats 7))  ; => (0 7)
(stream-ref (stream 1 2) 2)             ; error: stream-ref: the stream has ended before element 2
(stream->list (stream-reverse (stream 1 2 3)))  ; => (3 2 1)
(stream->list 5 (stream-scan + 0 (stream-from 1)))      ; => (0 1 3 6 10)
(stream->list (stream-scan * 1 (stream 2 3)))   ; => (1 2 6)
(stream->list (stream-take 3 nats))     ; => (0 1 2)
(stream->list (stream-take 3 (stream 1)))       ; => (1)
(stream->list (stream-take-while (lambda (x) (< x 3)) nats))    ; => (0 1 2)
(stream->list (stream-unfold (lambda (x) (* x x)) (lambda (x) (< x 10)) (lambda (x) (+ x 1)) 0))        ; => (0 1 4 9 16 25 36 49 64 81)
(stream-unfold 1 2 3 4)                 ; error: stream-unfold: expected a procedure, got 1
; The SRFI's example: a stream in two, those that suit and those that do not.
(define (stream-partition pred? s) (stream-unfolds (lambda (s) (if (stream-null? s) (values s '() '()) (let ((a (stream-car s)) (d (stream-cdr s))) (if (pred? a) (values d (list a) #f) (values d #f (list a)))))) s))
(call-with-values (lambda () (stream-partition odd? (stream-range 1 6))) (lambda (odds evens) (list (stream->list odds) (stream->list evens))))  ; => ((1 3 5) (2 4))
(call-with-values (lambda () (stream-unfolds (lambda (x) (values x 'wrong)) 0)) stream->list)   ; error: stream-unfolds: expected a list of an element, #f or (), got wrong
(stream->list (stream-zip (stream 1 2 3) (stream 'a 'b)))       ; => ((1 a) (2 b))
(stream->list (stream-zip (stream 1 2)))        ; => ((1) (2))
(define primes (let () (define-stream (next base mult strm) (let ((first (stream-car strm)) (rest (stream-cdr strm))) (cond ((< first mult) (stream-cons first (next base mult rest))) ((< mult first) (next base (+ base mult) strm)) (else (next base (+ base mult) rest))))) (define-stream (sift base strm) (next base (+ base base) strm)) (define-stream (sieve strm) (let ((first (stream-car strm)) (rest (stream-cdr strm))) (stream-cons first (sieve (sift first rest))))) (sieve (stream-from 2))))
(stream->list 10 primes)                ; => (2 3 5 7 11 13 17 19 23 29)
