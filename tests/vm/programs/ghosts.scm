; Each expression is evaluated where nothing of its definitions is in memory.

(define l (list 1 2 3))
(define (m f x) (f x))
(m length l)                            ; => 3
(m reverse l)                           ; => (3 2 1)
(let ((r (m length l))) (+ r 1))        ; => 4
(m list->vector l)                      ; => #(1 2 3)

(define v (vector 1 2 3))
(define (m f x) (f x))
(m vector->list v)                      ; => (1 2 3)

(define v (vector 1 2 3))
(define (m f x y) (f x y))
(m vector-ref v 1)                      ; => 2

(define l '((a . 1)))
(define (m f x y) (f x y))
(m assq 'a l)                           ; => (a . 1)

(define l (list 1 2))
(for-each (lambda (f) (f l)) (list length))  ; => #<unspecified>

(define s (string #\a #\b))
(begin (string-set! s 0 #\z) s)         ; => "zb"

(define h (make-hash-table))
(hash-table-set! h 'a 1)
(begin (hash-table-set! h 'b 2) (hash-table-size h))  ; => 2

(define b (bytevector 1 2))
(begin (bytevector-u8-set! b 0 9) (bytevector-u8-ref b 0))  ; => 9

(define l (list 1 2 3 4))
(begin (list-set! l 2 'x) (reverse! l))  ; => (4 x 2 1)

(define l (iota 300))
(list (length l) (apply + l) (list-ref l 250))  ; => (300 44850 250)
(let loop ((l l) (n 0)) (if (null? l) n (loop (cdr l) (+ n (car l)))))  ; => 44850

(define l (list 1 2 3))
(begin (set-car! l 5) (set-cdr! (cddr l) '(4)) l)  ; => (5 2 3 4)
(list (reverse l) (append l l) (list-tail l 1))  ; => ((3 2 1) (1 2 3 1 2 3) (2 3))

(define l (list 'a 'b "c"))
(list (memq 'b l) (member "c" l))       ; => ((b "c") ("c"))

(define l '((a . 1) (2 . b)))
(list (assq 'a l) (assv 2 l) (assoc "x" l))  ; => ((a . 1) (2 . b) #f)

(define l (list 3 1 2))
(list (sort l <) (map (lambda (x) (+ x 1)) l))  ; => ((1 2 3) (4 2 3))

(define l (list 1 2 3))
(apply max l)                           ; => 3
(equal? l '(1 2 3))                     ; => #t

(define l (list 1 2 3))
(set-cdr! (cddr l) l)
(list? l)                               ; => #f

(define l (list (list 1) (list 2)))
(map caar (list l (cdr l)))             ; => (1 2)

(define l (list #\a #\b))
(list->string l)                        ; => "ab"

(define h (make-hash-table))
(hash-table-set! h (list 1 2) 'x)
(hash-table-ref h (list 1 2))           ; => x

(define v (vector 1 2 3))
(vector-ref v 1)                        ; => 2

(define v (vector 1 2 3))
(begin (vector-set! v 0 9) (vector-ref v 0))  ; => 9
(vector-length v)                       ; => 3

(define l (list 1 2 3))
(apply + (map (lambda (x) (* x x)) l))  ; => 14

(define (f x) (g x))
(define (g x) (list x))
(f 1)                                   ; => (1)

(define c (let ((n 0)) (lambda () (set! n (+ n 1)) n)))
(list (c) (c))                          ; => (1 2)

(define add (lambda (a) (lambda (b) (+ a b))))
(define one (add 1))
(one 2)                                 ; => 3

(define t (list (lambda (x) (* 2 x))))
(let loop () ((car t) 4))               ; => 8

(define-record-type p (make-p x) p? (x p-x set-p-x!))
(define r (make-p 5))
(p-x r)                                 ; => 5

(define-record-type p (make-p x) p? (x p-x set-p-x!))
(define r (make-p 5))
(begin (set-p-x! r 6) (list (p? r) (p-x r)))  ; => (#t 6)

(define s (make-parameter 1))
(list (s) (parameterize ((s 2)) (s)))   ; => (1 2)

(define body (lambda () (raise 'x)))
(guard (e (#t e)) (body))               ; => x

(define (body) (raise 'x))
(define (handler e again) (list 'caught e))
(import (scheme base) (only (perdure control) %with-failure-handler))
(define (guarded b h) (%with-failure-handler b h))
(guarded body handler)                  ; => (caught x)
(guarded (lambda () (raise 'y)) handler)  ; => (caught y)

(define h (lambda (e) 42))
(with-exception-handler h (lambda () (raise-continuable 1)))  ; => 42

(define k #f)
(define n 0)
(begin (call/cc (lambda (c) (set! k c))) (set! n (+ n 1)) (if (< n 3) (k 0) n))  ; => 3
