; The examples of R7RS 5: programs, definitions, records, libraries.

; ---- 5.2 import

(import (scheme base) (only (scheme write) display))
(import (prefix (only (scheme base) car cdr) list-))
(list-car '(1 2))                       ; => 1
(import (rename (prefix (only (scheme base) car) my-) (my-car first-of)))
(first-of '(3 4))                       ; => 3
(import (rename (only (scheme base) vector-ref) (vector-ref at)))
(at #(a b) 1)                           ; => b

; ---- 5.3.1 top level definitions

(define add3 (lambda (x) (+ x 3)))
(add3 3)                                ; => 6
(define first car)
(first '(1 2))                          ; => 1
(define (f . args) args)
(f 1 2)                                 ; => (1 2)
(define (g a . rest) (list a rest))
(g 1 2 3)                               ; => (1 (2 3))
(define v 1)
(define v 2)
v                                       ; => 2
(set! never-defined 1)                  ; error: unbound variable: never-defined

; ---- 5.3.2 internal definitions

(let ((x 5))
  (define foo (lambda (y) (bar x y)))
  (define bar (lambda (a b) (+ (* a b) a)))
  (foo (+ x 3)))                        ; => 45
(let () (begin (define a 1) (define b 2)) (+ a b))      ; => 3
(let ((x 1)) (define x 2) x)            ; => 2
(define (h) (define a 1) (set! a (+ a 1)) (define b (* a 10)) b)
(h)                                     ; => 20

; ---- 5.3.3 multiple-value definitions

(define-values (x y) (exact-integer-sqrt 17))
(list x y)                              ; => (4 1)
(let () (define-values (x y) (values 1 2)) (+ x y))     ; => 3
(define-values (a . b) (values 1 2 3))
(list a b)                              ; => (1 (2 3))
(define-values all (values 1 2))
all                                     ; => (1 2)
(define-values (p q) (values 1))        ; error: define-values: expected 2 values, got 1
(let () (define-values () (values)) 'none)      ; => none
(let () (define-values (f g) (values (lambda () (g)) (lambda () 'mutual))) (f))         ; => mutual

; ---- 5.4 syntax definitions

(let ((x 1) (y 2))
  (define-syntax swap! (syntax-rules () ((swap! a b) (let ((tmp a)) (set! a b) (set! b tmp)))))
  (swap! x y)
  (list x y))                           ; => (2 1)
(define-syntax another-if if)
(another-if #f 1 2)                     ; => 2

; ---- 5.5 record types

(define-record-type <pare> (kons x y) pare? (x kar set-kar!) (y kdr))
(pare? (kons 1 2))                      ; => #t
(pare? (cons 1 2))                      ; => #f
(kar (kons 1 2))                        ; => 1
(kdr (kons 1 2))                        ; => 2
(let ((k (kons 1 2))) (set-kar! k 3) (kar k))   ; => 3
(kar (cons 1 2))                        ; error: kar: expected a pare, got (1 . 2)
(set-kar! 5 1)                          ; error: set-kar!: expected a pare, got 5
(kons 1)                                ; error: kons: expected 2 arguments, got 1
(map (lambda (p?) (p? (kons 1 2))) (list pair? vector? procedure? symbol? string? null? boolean?))      ; => (#f #f #f #f #f #f #f)
(define-record-type other (make-other b a) other? (a other-a) (b other-b) (c other-c set-other-c!))
(let ((o (make-other 1 2))) (set-other-c! o 3) (list (other-a o) (other-b o) (other-c o)))      ; => (2 1 3)
(list (other? (kons 1 2)) (pare? (make-other 1 2)))     ; => (#f #f)
(equal? (kons 1 2) (kons 1 2))          ; => #f
(let ((k (kons 1 2))) (list (eq? k k) (eqv? k k) (equal? k k)))         ; => (#t #t #t)
; Two types of one name are two types.
(define (make-type) (define-record-type t (make-t) t?) (cons make-t t?))
(let ((one (make-type)) (other (make-type))) (list ((cdr one) ((car one))) ((cdr one) ((car other)))))          ; => (#t #f)

; ---- 5.6 libraries

(define-library (example stack)
  (export make push! pop! (rename stack-empty? empty?))
  (import (scheme base))
  (begin
    (define (make) (list '()))
    (define (push! s v) (set-car! s (cons v (car s))))
    (define (pop! s) (let ((v (caar s))) (set-car! s (cdar s)) v))
    (define (stack-empty? s) (null? (car s)))
    (define hidden 'secret)))
(import (prefix (example stack) stack-))
(let ((s (stack-make))) (stack-push! s 1) (stack-push! s 2) (list (stack-pop! s) (stack-pop! s) (stack-empty? s)))      ; => (2 1 #t)
hidden                                  ; error: unbound variable: hidden
stack-stack-empty?                      ; error: unbound variable: stack-stack-empty?
(define-library (example grid)
  (export make rows cols ref each (rename put! set!))
  (import (scheme base))
  (begin
    (define (make n m)
      (let ((grid (make-vector n)))
        (do ((i 0 (+ i 1))) ((= i n) grid)
          (let ((v (make-vector m #false))) (vector-set! grid i v)))))
    (define (rows grid) (vector-length grid))
    (define (cols grid) (vector-length (vector-ref grid 0)))
    (define (ref grid n m)
      (and (< -1 n (rows grid)) (< -1 m (cols grid)) (vector-ref (vector-ref grid n) m)))
    (define (put! grid n m v) (vector-set! (vector-ref grid n) m v))
    (define (each grid proc)
      (do ((j 0 (+ j 1))) ((= j (rows grid)))
        (do ((k 0 (+ k 1))) ((= k (cols grid)))
          (proc j k (ref grid j k)))))))
(define-library (example life)
  (export life)
  (import (except (scheme base) set!) (scheme write) (example grid))
  (begin
    (define (life-count grid i j)
      (define (count i j) (if (ref grid i j) 1 0))
      (+ (count (- i 1) (- j 1)) (count (- i 1) j) (count (- i 1) (+ j 1))
         (count i (- j 1)) (count i (+ j 1))
         (count (+ i 1) (- j 1)) (count (+ i 1) j) (count (+ i 1) (+ j 1))))
    (define (life-alive? grid i j)
      (case (life-count grid i j)
        ((3) #true)
        ((2) (ref grid i j))
        (else #false)))
    (define (life-print grid)
      (each grid (lambda (i j v) (display (if v "*" " ")) (when (= j (- (cols grid) 1)) (newline)))))
    (define (life grid iterations)
      (do ((i 0 (+ i 1)) (grid0 grid grid1) (grid1 (make (rows grid) (cols grid)) grid0))
          ((= i iterations))
        (each grid0 (lambda (j k v) (let ((a (life-alive? grid0 j k))) (set! grid1 j k a))))
        (life-print grid1)))))
(import (only (example life) life) (rename (prefix (example grid) grid-) (grid-make make-grid)))
(define grid (make-grid 4 4))
(grid-set! grid 1 0 #true)
(grid-set! grid 1 1 #true)
(grid-set! grid 1 2 #true)
(life grid 2)                           ; prints  *  \n *  \n *  \n    \n    \n*** \n    \n    \n
(import (only (example grid) no-such))  ; error: import: (example grid) has no no-such
; A library's macro refers to what the library has, also what it does not export.
(define-library (example macros)
  (export count-calls)
  (import (scheme base))
  (begin
    (define n 0)
    (define (next) (set! n (+ n 1)) n)
    (define-syntax count-calls (syntax-rules () ((_) (next))))))
(import (example macros))
(let ((next 5) (n 6)) (list (count-calls) (count-calls) next n))        ; => (1 2 5 6)
; The declarations of a library: cond-expand, several begins, export before definition.
(define-library (example expanded)
  (import (scheme base))
  (cond-expand (full-unicode (begin (define x 'unicode))) (else (begin (define x 'no))))
  (export x y)
  (begin (define y (list x))))
(import (example expanded))
(list x y)                              ; => (unicode (unicode))
(cond-expand ((library (example expanded)) 'there) (else 'not))         ; => there
