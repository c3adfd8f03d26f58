; R7RS 5: definitions, records, libraries.

; ---- 5.3.1 and 5.3.2 definitions

(define add3 (lambda (x) (+ x 3)))
(add3 3)                                ; => 6
(define first car)
(first '(1 2))                          ; => 1
(define (opt a . rest) (list a rest))
(list (opt 1) (opt 1 2 3))              ; => ((1 ()) (1 (2 3)))
(define (all . args) args)
(all)                                   ; => ()
(define ((curried a) b) (list a b))     ; error: define: expected a name, got (curried a)
(define unset)
(let ((x 5))
  (define foo (lambda (y) (bar x y)))
  (define bar (lambda (a b) (+ (* a b) a)))
  (foo (+ x 3)))                        ; => 45
(let () (define a 1) (set! a 2) (define b a) (list a b))        ; => (2 2)
(define (f) (define x 1) (define (g) (* x 10)) (set! x 2) (g))
(f)                                     ; => 20
(let () (begin (define a 1)) (begin (begin (define b 2))) (+ a b))      ; => 3
(let () (define x 1))                   ; error: let: the body has nothing after its definitions; it must end with an expression
(let () (define x 1) (define x 2) x)    ; error: let: x is defined twice here
(define (g) (define a b) (define b 1) a)
(if (define x 1) 2 3)                   ; error: define: a definition may not stand here, where an expression is needed
(define)                                ; error: define: expected (define name value) or (define (name parameter ...) body ...), got (define)
(define 5 1)                            ; error: define: expected a name, or (name parameter ...)
(define (h) (define odd? (lambda (n) (if (= n 0) #f (even? (- n 1)))))
            (define even? (lambda (n) (if (= n 0) #t (odd? (- n 1)))))
            (even? 101))
(h)                                     ; => #f
; A new definition replaces the old one, for callers too.
(define (callee) 'old)
(define (caller) (callee))
(caller)                                ; => old
(define (callee) 'new)
(caller)                                ; => new
; A definition of one's own hides a builtin, for what is evaluated from then on.
(define (square x) (list 'square x))
(square 3)                              ; => (square 3)

; ---- 5.3.3 several values

(define-values (q r) (floor/ 17 5))
(list q r)                              ; => (3 2)
(define-values (a . others) (values 1 2 3))
(list a others)                         ; => (1 (2 3))
(define-values everything (values 1 2))
everything                              ; => (1 2)
(define-values () (values))
(let () (define-values (x y) (values 1 2)) (define-values z (list x y)) (list x y z))   ; => (1 2 ((1 2)))
(let () (define-values (x y) (exact-integer-sqrt 17)) (list x y))       ; => (4 1)
(define-values (only two) (values 1 2 3))       ; error: define-values: expected 2 values, got 3

; ---- 5.5 records

(define-record-type <pare> (kons x y) pare? (x kar set-kar!) (y kdr))
(pare? (kons 1 2))                      ; => #t
(pare? (cons 1 2))                      ; => #f
(kar (kons 1 2))                        ; => 1
(kdr (kons 1 2))                        ; => 2
(let ((k (kons 1 2))) (set-kar! k 3) (kar k))   ; => 3
(list 1 (kar 5))                        ; error: kar: expected a pare, got 5 at 1:9
(set-kar! '(1) 2)                       ; error: set-kar!: expected a pare, got (1)
(kons 1)                                ; error: kons: expected 2 arguments, got 1
(map kar (list (kons 1 2) (kons 3 4)))  ; => (1 3)
(kons 1 2)                              ; => #<pare x: 1 y: 2>
; The constructor may take some of the fields only, in its own order.
(define-record-type thing (make-thing size name) thing? (name thing-name) (size thing-size) (note note set-note!))
(let ((t (make-thing 5 'box))) (set-note! t 'big) (list (thing-name t) (thing-size t) (note t)))  ; => (box 5 big)
; Another record type of the same name is another type.
(define old-thing (make-thing 1 'old))
(define old-thing? thing?)
(define-record-type thing (make-thing) thing?)
(list (thing? old-thing) (old-thing? old-thing) (thing? (make-thing)))  ; => (#f #t #t)
(thing-name old-thing)                  ; => old
(let () (define-record-type local (make-local v) local? (v local-v)) (local-v (make-local 1)))  ; => 1
(define-record-type p (mk z) p? (x px)) ; error: define-record-type: z in the constructor is no field
(let ((a (kons 1 2))) (list (eq? a a) (eqv? a (kons 1 2)) (equal? a (kons 1 2))))       ; => (#t #f #f)
(vector? (kons 1 2))                    ; => #f
(procedure? kar)                        ; => #t

; ---- 5.2 and 5.6 libraries

(define-library (test stack)
  (export make push! pop! (rename stack-empty? empty?))
  (import (scheme base))
  (begin
    (define (make) (list '()))
    (define (push! s v) (set-car! s (cons v (car s))))
    (define (pop! s) (let ((v (caar s))) (set-car! s (cdar s)) v))
    (define (stack-empty? s) (null? (car s)))
    (define hidden 1)))
(import (prefix (test stack) stack:))
(define s (stack:make))
(stack:push! s 1)
(stack:push! s 2)
(list (stack:pop! s) (stack:pop! s) (stack:empty? s))   ; => (2 1 #t)
stack:hidden                            ; error: unbound variable: stack:hidden
(import (rename (only (test stack) make push!) (make new-stack)))
(procedure? new-stack)                  ; => #t
(define-library (test macros)
  (export twice counter)
  (import (scheme base))
  (begin
    (define calls 0)
    (define (count!) (set! calls (+ calls 1)) calls)
    (define-syntax twice (syntax-rules () ((_ e) (begin e e))))
    (define-syntax counter (syntax-rules () ((_) (count!))))))
(import (test macros))
(twice (counter))                       ; => 2
(let ((count! 5) (calls 7)) (counter))  ; => 3
(import (except (test macros) twice no-such))   ; error: import: (test macros) has no no-such
(import (only (test macros) no-such))   ; error: import: (test macros) has no no-such
(import (no such library))              ; error: import: there is no library (no such library)
(import "string")                       ; error: import: expected a library name or an import set, got "string"
(define-library (test bad) (export missing) (import (scheme base)))     ; error: define-library: (test bad) exports missing but does not define it
(let () (import (scheme base)) 1)       ; error: import: this may only stand at top level
; What a library imports under one name, others may define: the library keeps its own.
(define-library (test uses-list) (export f) (import (scheme base)) (begin (define (f) (list 1 2))))
(import (test uses-list))
(define (list . x) 'mine)
(f)                                     ; => (1 2)
(define-library (test cond) (export v) (import (scheme base))
  (cond-expand (perdure (begin (define v 'perdure))) (else (begin (define v 'other)))))
(import (test cond))
v                                       ; => perdure
