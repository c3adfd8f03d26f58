; The examples of R7RS 4.3, macros, and the hard cases of hygiene.

; ---- 4.3.1 binding constructs for syntactic keywords

(let-syntax ((given-that (syntax-rules ()
               ((_ test stmt1 stmt2 ...) (if test (begin stmt1 stmt2 ...))))))
  (let ((if #t)) (given-that if (set! if 'now)) if))    ; => now
(let ((x 'outer))
  (let-syntax ((m (syntax-rules () ((m) x))))
    (let ((x 'inner)) (m))))            ; => outer
(letrec-syntax
    ((my-or (syntax-rules ()
              ((my-or) #f)
              ((my-or e) e)
              ((my-or e1 e2 ...) (let ((temp e1)) (if temp temp (my-or e2 ...)))))))
  (let ((x #f) (y 7) (temp 8) (let odd?) (if even?))
    (my-or x (let temp) (if y) y)))     ; => 7

; ---- 4.3.2 pattern language

(define-syntax be-like-begin
  (syntax-rules ()
    ((be-like-begin name)
     (define-syntax name (syntax-rules () ((name expr (... ...)) (begin expr (... ...))))))))
(be-like-begin sequence)
(sequence 1 2 3 4)                      ; => 4
(let ((=> #f)) (cond (#t => 'ok)))      ; => ok
(define-syntax simple-let
  (syntax-rules ()
    ((_ (head ... ((x . y) val) . tail) body1 body2 ...)
     (syntax-error "expected an identifier but got" (x . y)))
    ((_ ((name val) ...) body1 body2 ...)
     ((lambda (name ...) body1 body2 ...) val ...))))
(simple-let ((a 1) (b 2)) (+ a b))      ; => 3
(simple-let ((a 1) ((b c) 2)) a)        ; error: expected an identifier but got (b c)

; A literal matches what has the same binding, or none, in both places.
(define-syntax knows (syntax-rules (known) ((_ known) 'literal) ((_ other) 'anything)))
(knows known)                           ; => literal
(knows unknown)                         ; => anything
(let ((known 1)) (knows known))         ; => anything
(define known 5)
(knows known)                           ; => literal
(define-syntax my-cond (syntax-rules (else) ((_) 'none) ((_ (else e)) e) ((_ (c e) . rest) (if c e (my-cond . rest)))))
(my-cond (#f 1) (else 2))               ; => 2
(let ((else #f)) (my-cond (else 1) (#t 'shadowed)))     ; => shadowed

; An ellipsis in the literals stands for itself; an underscore too.
(define-syntax dots (syntax-rules (...) ((_ ...) 'dots) ((_ x) 'other)))
(list (dots ...) (dots 1))              ; => (dots other)
(define-syntax wild (syntax-rules () ((_ _ _) 'two) ((_ . _) 'any)))
(list (wild 1 2) (wild) (wild 1 2 3))   ; => (two any any)

; Patterns with elements after the ellipsis, and tails.
(define-syntax last-of (syntax-rules () ((_ x ... y) 'y)))
(last-of 1 2 3)                         ; => 3
(define-syntax middle (syntax-rules () ((_ a b ... c d) '(a (b ...) c d))))
(list (middle 1 2 3) (middle 1 2 3 4 5))        ; => ((1 () 2 3) (1 (2 3) 4 5))
(define-syntax tailed (syntax-rules () ((_ a ... b . c) '((a ...) b c))))
(list (tailed 1 2 3) (tailed 1 2 . 3) (tailed 1 . 2))   ; => (((1 2) 3 ()) ((1) 2 3) (() 1 2))
(define-syntax vector-tail (syntax-rules () ((_ #(a ... b)) '(b a ...))))
(vector-tail #(1 2 3))                  ; => (3 1 2)
(define-syntax vec (syntax-rules () ((_ #(a (b c ...) ...)) '(a (b ...) #(c ... ...)))))
(vec #(x (1 2 3) (4) (5 6)))            ; => (x (1 4 5) #(2 3 6))
(define-syntax in-vector (syntax-rules () ((_ a ...) #(0 a ... 9))))
(in-vector 1 2)                         ; => #(0 1 2 9)
(define-syntax with-data (syntax-rules () ((_ 1 "two" #\3 #t () 2.5) 'all) ((_ . x) 'not)))
(list (with-data 1 "two" #\3 #t () 2.5) (with-data 1 "two" #\3 #f () 2.5) (with-data 1.0 "two" #\3 #t () 2.5))  ; => (all not not)

; Nested ellipses, and several variables under one.
(define-syntax my-let* (syntax-rules () ((_ () b ...) (let () b ...)) ((_ ((n v) . r) b ...) (let ((n v)) (my-let* r b ...)))))
(my-let* ((x 1) (y (+ x 1)) (z (* y 10))) (list x y z))         ; => (1 2 20)
(define-syntax my-let-values-ish (syntax-rules () ((_ (((n ...) e) ...) b) '((n ... e) ... b))))
(my-let-values-ish (((a b) 1) (() 2) ((c) 3)) body)     ; => ((a b 1) (2) (c 3) body)
(define-syntax flat (syntax-rules () ((_ ((a ...) ...) ...) '(a ... ... ...))))
(flat ((1 2) (3)) () ((4) () (5 6)))    ; => (1 2 3 4 5 6)
(define-syntax pairs (syntax-rules () ((_ (a b) ...) '((a . b) ...))))
(pairs (1 2) (3 4))                     ; => ((1 . 2) (3 . 4))
; A variable under more ellipses than it had varies with the outermost.
(define-syntax distribute (syntax-rules () ((_ (k v ...) ...) '((k v) ... ...))))
(distribute (a 1 2) (b) (c 3))          ; => ((a 1) (a 2) (c 3))

; An escaped ellipsis, and another ellipsis than `...`.
(define-syntax escaped (syntax-rules () ((_ x ...) '((x (... ...)) ...))))
(escaped 1 2)                           ; => ((1 ...) (2 ...))
(define-syntax my-list-of (syntax-rules dots () ((_ x dots) (list 'x dots '...))))
(my-list-of a b)                        ; => (a b ...)
(define-syntax define-list-macro
  (syntax-rules ()
    ((_ name head) (define-syntax name (syntax-rules ::: () ((_ x :::) (list 'head x :::)))))))
(define-list-macro tagged tag)
(tagged 1 2)                            ; => (tag 1 2)

; ---- hygiene

(define-syntax swap! (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))
(let ((tmp 1) (other 2)) (swap! tmp other) (list tmp other))    ; => (2 1)
(define-syntax my-or (syntax-rules () ((_) #f) ((_ e) e) ((_ e r ...) (let ((t e)) (if t t (my-or r ...))))))
(let ((t 5)) (my-or #f t))              ; => 5
(let ((if list) (let vector)) (my-or #f 6))     ; => 6
(define-syntax while
  (syntax-rules () ((_ c b ...) (let lp () (if c (begin b ... (lp)) 'ended)))))
(let ((lp 0)) (while (< lp 3) (set! lp (+ lp 1))) lp)   ; => 3
; The name that leaves the loop must come from the user to be seen by the body.
(define-syntax loop-with-break
  (syntax-rules () ((_ (break) b ...) (call/cc (lambda (break) (let lp () b ... (lp)))))))
(let ((n 0)) (loop-with-break (stop) (set! n (+ n 1)) (if (= n 5) (stop n))))   ; => 5
(let ((n 0)) (loop-with-break (out) (loop-with-break (in) (set! n (+ n 1)) (if (> n 3) (out n)) (in 'again))))  ; => 4
(define-syntax for
  (syntax-rules (in from to)
    ((_ x in l b ...) (for-each (lambda (x) b ...) l))
    ((_ x from a to z b ...) (do ((x a (+ x 1))) ((> x z)) b ...))))
(let ((s 0)) (for i from 1 to 3 (for j in '(10 20) (set! s (+ s (* i j))))) s)  ; => 180
; Keywords may be shadowed by variables, and variables by keywords.
(let ((define 5)) (+ define 1))         ; => 6
(let ((quote -)) '5)                    ; => -5
(let ((lambda list) (x 1)) (lambda x x))        ; => (1 1)
(define (f if) (if 1 2))
(f +)                                   ; => 3
(let ((cond (lambda (x) (list 'called x)))) (cond 1))   ; => (called 1)
(let ((x 1)) (let-syntax ((x (syntax-rules () ((_) 'macro)))) (x)))     ; => macro
(let-syntax ((foo (syntax-rules () ((_ x) (let ((if x)) if))))) (let ((x 3)) (foo x)))  ; => 3
(let ((begin list)) (begin 1 2))        ; => (1 2)
(let ((else #f)) (cond (#f 1) (else 2) (#t 3)))         ; => 3
(let ((else #f)) (case 1 ((2) 3) ((1) 'one)))   ; => one
(let ((unquote list)) `(1 ,(+ 1 1)))    ; => (1 ,(+ 1 1))
; The same name from two uses, or from two levels, is two names.
(define-syntax add-one (syntax-rules () ((_ e) (let ((x 1)) (+ x e)))))
(let ((x 10)) (add-one (add-one x)))    ; => 12
(define-syntax twice-bound (syntax-rules () ((_ a) (let ((x 1)) (let ((a 2)) (list x a))))))
(twice-bound x)                         ; => (1 2)
(define-syntax curry (syntax-rules () ((_ () b) b) ((_ (a . r) b) (lambda (a) (curry r b)))))
(((curry (x y) (- x y)) 10) 3)          ; => 7
(define-syntax generate (syntax-rules () ((_ (n ...) k) (k n ...)) ((_ (n ...) x k) (generate (n ... tmp) k))))
(define-syntax lambda-of (syntax-rules () ((_ a b) (lambda (a b) (- a b)))))
(define-syntax gen2 (syntax-rules () ((_ (n ...) () k) (k n ...)) ((_ (n ...) (x . r) k) (gen2 (n ... tmp) r k))))
((gen2 () (1 2) lambda-of) 9 4)         ; => 5
; Macros that make definitions: names from the user are seen, names of their own are not.
(define-syntax define-two (syntax-rules () ((_ a b v) (begin (define a v) (define b (+ a 1))))))
(define-two one two 1)
(list one two)                          ; => (1 2)
(define-syntax define-counter
  (syntax-rules () ((_ name) (begin (define n 0) (define (name) (set! n (+ n 1)) n)))))
(let () (define-counter tick) (define n 'mine) (tick) (list (tick) n))          ; => (2 mine)
(define-syntax my-define (syntax-rules () ((_ n v) (define n v))))
(let () (my-define a 1) (my-define b 2) (+ a b))        ; => 3
(define-syntax define-record (syntax-rules () ((_ name make pred (f get) ...) (define-record-type name (make f ...) pred (f get) ...))))
(define-record thing make-thing thing? (a thing-a) (b thing-b))
(thing-b (make-thing 1 2))              ; => 2
; Macros that make macros.
(define-syntax define-constant-macro (syntax-rules () ((_ n v) (define-syntax n (syntax-rules () ((_) v))))))
(define-constant-macro seven 7)
(seven)                                 ; => 7
(let ((x 1))
  (define-syntax outer (syntax-rules () ((_ m) (define-syntax m (syntax-rules () ((_) x))))))
  (let ((x 2)) (outer get) (let ((x 3)) (get))))        ; => 1
(define-syntax make-adder (syntax-rules () ((_ name n) (define-syntax name (syntax-rules () ((_ x) (+ x n)))))))
(let ((k 100)) (make-adder add-k k) (let ((k 1)) (add-k k)))    ; => 101
(let-syntax ((a (syntax-rules () ((_ x) (let-syntax ((b (syntax-rules () ((_ y) (list x y))))) (b 2)))))) (a 1))        ; => (1 2)
; A name that a template brings can be bound, quoted, and given on.
(define-syntax name-of (syntax-rules () ((_ x) 'x)))
(define-syntax made-name (syntax-rules () ((_) (name-of fresh))))
(eq? (made-name) 'fresh)                ; => #t
(define-syntax same? (syntax-rules () ((_ a b) (let-syntax ((t (syntax-rules (a) ((_ a) 'same) ((_ x) 'different)))) (t b)))))
(list (same? x x) (same? x y))          ; => (same different)
(define-syntax ck-same (syntax-rules () ((_ a) (same? a tmp))))
(ck-same tmp)                           ; => same
(let ((tmp 1)) (ck-same tmp))           ; => different
; unquote within a template is the macro's matter only where a quasiquote is.
(define-syntax quasi (syntax-rules () ((_ x) `(x ,x ,@(list x x)))))
(let ((v 1)) (quasi v))                 ; => (v 1 1 1)
(define-syntax unq (syntax-rules () ((_ e) (quasiquote (a (unquote e))))))
(unq (+ 1 2))                           ; => (a 3)
`(1 ,(my-or #f 2))                      ; => (1 2)
; Scope of let-syntax and letrec-syntax.
(define-syntax m (syntax-rules () ((_) 'global)))
(let-syntax ((m (syntax-rules () ((_) 'local))) (n (syntax-rules () ((_) (m))))) (n))           ; => global
(letrec-syntax ((m (syntax-rules () ((_) 'local))) (n (syntax-rules () ((_) (m))))) (n))        ; => local
(let-syntax ((m (syntax-rules () ((_) 'local)))) (define z (m)) z)      ; => local
(m)                                     ; => global
(define y 'before)
(define-syntax get-y (syntax-rules () ((_) y)))
(set! y 'after)
(get-y)                                 ; => after
(let ((y 'hidden)) (get-y))             ; => after
(define-syntax set-y! (syntax-rules () ((_ v) (set! y v))))
(let ((y 1)) (set-y! 'set) (list y (get-y)))    ; => (1 set)
; A macro's use in operator position, in a body, as the last form.
((let-syntax ((id (syntax-rules () ((_ x) x)))) (id car)) '(1 2))       ; => 1
(define (g) (define-syntax k (syntax-rules () ((_) 'inner))) (k))
(g)                                     ; => inner
(let () (define a 1) (define-syntax inc (syntax-rules () ((_ v) (set! v (+ v 1))))) (inc a) a)          ; => 2
; syntax-rules that take their arguments apart by recursion.
(define-syntax reverse-of (syntax-rules () ((_ () (r ...)) '(r ...)) ((_ (a . b) (r ...)) (reverse-of b (a r ...)))))
(reverse-of (1 2 3) ())                 ; => (3 2 1)
(define-syntax my-case
  (syntax-rules (else)
    ((_ (e ...) c ...) (let ((key (e ...))) (my-case key c ...)))
    ((_ k (else r)) r)
    ((_ k ((d ...) r) c ...) (if (memv k '(d ...)) r (my-case k c ...)))))
(list (my-case (+ 1 1) ((1) 'a) ((2 3) 'b) (else 'c)) (my-case 9 ((1) 'a) (else 'c)))   ; => (b c)
; ck machine: macros that compose by continuation.
(define-syntax c-append (syntax-rules (quote) ((_ (k ...) (quote (a ...)) (quote (b ...))) (k ... (quote (a ... b ...))))))
(define-syntax c-quote (syntax-rules (quote) ((_ (quote x)) 'x)))
(c-append (c-quote) '(1 2) '(3 4))      ; => (1 2 3 4)
; An error in a macro's use is told at the use.
(define-syntax third-of (syntax-rules () ((_ l) (caddr l))))
(+ 1 (third-of '(1 2)))                 ; error: caddr: expected a pair whose cddr is a pair, got (1 2) at 1:6
(define-syntax calls (syntax-rules () ((_ f) (f 1))))
(list (calls 5))                        ; error: not a procedure: 5 at 1:7
