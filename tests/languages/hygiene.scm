; in the interpreter of core
; syntax-rules: hygiene, with its hard cases.

; Temporaries do not capture.
(define-syntax swap!
  (syntax-rules ()
    ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))
(let ((tmp 1) (x 2)) (swap! tmp x) (list tmp x))  ; => (2 1)

; Recursive macros rename anew.
(define-syntax my-or
  (syntax-rules ()
    ((_) #f)
    ((_ e) e)
    ((_ e r ...) (let ((t e)) (if t t (my-or r ...))))))
(let ((t 5) (if list)) (my-or #f #f t))  ; => 5

; A local variable hides a keyword.
(let ((if list)) (if 1 2 3))            ; => (1 2 3)

; A macro's keywords are its own.
(define-syntax while
  (syntax-rules ()
    ((_ test body ...) (let loop () (when test body ... (loop))))))
(let ((n 0) (when 1) (let 2)) (while (< n 3) (set! n (+ n 1))) n)  ; => 3

; A template sees the definition's scope.
(let ((x 'outer)) (let-syntax ((m (syntax-rules () ((_) x)))) (let ((x 'inner)) (m))))  ; => outer

; A template's procedure is the global one.
(define-syntax first-of (syntax-rules () ((_ x) (car x))))
(let ((car cdr)) (first-of '(1 2)))     ; => 1

; Literals match by binding.
(define-syntax m (syntax-rules (else) ((_ else) 'else) ((_ x) 'other)))
(list (m else) (let ((else 1)) (m else)))  ; => (else other)

; Unbound literals match by name.
(define-syntax m (syntax-rules (in) ((_ x in y) 'in) ((_ . r) 'other)))
(list (m 1 in 2) (let ((in 0)) (m 1 in 2)))  ; => (in other)

; An arrow that is bound is no arrow.
(let ((=> #f)) (cond (#t => 'ok)))      ; => ok

; Else that is bound is no else.
(let ((else #f)) (cond (else 1) (#t 2)))  ; => 2

; Custom ellipsis.
(define-syntax m (syntax-rules ::: () ((_ (a b :::) :::) '((b ::: a) ::: ...))))
(m (1 2 3) (4))                         ; => ((2 3 1) (4) ...)

; A custom ellipsis among the literals is a literal.
(define-syntax m (syntax-rules ... (...) ((_ x) '(x ...))))
(m 100)                                 ; => (100 ...)

; A macro-made body with definitions.
(define-syntax ffoo
  (syntax-rules ()
    ((_ ff) (begin (define (ff x) (gg x)) (define (gg x) (* x x))))))
(let () (ffoo ff) (ff 12))              ; => 144

; Siblings keep their own bindings apart.
(let ((a 1))
  (letrec-syntax ((foo (syntax-rules () ((_ b) (bar a b))))
                  (bar (syntax-rules () ((_ c d) (cons c (let ((c 3)) (list d c 'c)))))))
    (let ((a 2)) (foo a))))             ; => (1 2 3 a)

; An ellipsis among the literals is a literal.
(define-syntax m (syntax-rules (...) ((_ ...) 'dots) ((_ x) 'other)))
(list (m ...) (m 1))                    ; => (dots other)

; An underscore among the literals is a literal.
(define-syntax m (syntax-rules (_) ((m _) 'under) ((m x) 'other)))
(list (m _) (m 1))                      ; => (under other)

; Macros define macros.
(define-syntax be-like-begin
  (syntax-rules ()
    ((_ name) (define-syntax name (syntax-rules () ((_ e (... ...)) (begin e (... ...))))))))
(be-like-begin sequence)
(sequence 1 2 3)                        ; => 3

; An inner macro uses the outer's pattern variables.
(define-syntax define-constant-macro
  (syntax-rules ()
    ((_ name value) (define-syntax name (syntax-rules () ((_) value))))))
(define-constant-macro seven (+ 3 4))
(seven)                                 ; => 7

; A macro-made macro's temporaries.
(define-syntax make-adder
  (syntax-rules ()
    ((_ name n) (define-syntax name (syntax-rules () ((_ x) (let ((tmp n)) (+ tmp x))))))))
(make-adder add5 5)
(let ((tmp 10)) (add5 tmp))             ; => 15

; A definition in a body may be made by a macro.
(define-syntax def (syntax-rules () ((_ n v) (define n v))))
(let () (def a 1) (def b (+ a 1)) (list a b))  ; => (1 2)

; A macro's own definitions in a body are invisible.
(define-syntax def2
  (syntax-rules ()
    ((_ n v) (begin (define hidden v) (define n hidden)))))
(let ((hidden 'mine)) (let () (def2 a 1) (def2 b 2) (list a b hidden)))  ; => (1 2 mine)

; A macro's own definition at top level binds the plain name.
(define-syntax def3
  (syntax-rules ()
    ((_ n v) (begin (define helper v) (define (n) helper)))))
(def3 get 42)
(list (get) helper)                     ; => (42 42)

; Internal define-syntax.
(let () (define-syntax twice (syntax-rules () ((_ e) (+ e e)))) (define x 4) (twice x))  ; => 8

; Internal macros may use later definitions.
(let ()
  (define-syntax get (syntax-rules () ((_) (f))))
  (define (g) (get))
  (define (f) 9)
  (g))                                  ; => 9

; Letrec-syntax sees its siblings.
(letrec-syntax ((ev? (syntax-rules () ((_) #t) ((_ x . r) (od? . r))))
                (od? (syntax-rules () ((_) #f) ((_ x . r) (ev? . r)))))
  (list (ev? 1 2) (ev? 1)))             ; => (#t #f)

; Let-syntax does not see its siblings.
(define-syntax m (syntax-rules () ((_) 'outer)))
(let-syntax ((m (syntax-rules () ((_) 'inner))) (n (syntax-rules () ((_) (m))))) (n))  ; => outer

; Let-syntax shadows.
(let ((x 1)) (let-syntax ((foo (syntax-rules () ((_ y) (let ((x 2)) y))))) (foo x)))  ; => 1

; R7RS 4.3.2 be-like-begin with shadowed ellipsis.
(let ((... 'dots)) (let-syntax ((m (syntax-rules () ((_ x ...) '(x ...))))) (m 1 2)))  ; => (1 2)

; A variable hides a macro.
(let ((swap! list)) (swap! 1 2))        ; => (1 2)

; A body's definition hides a macro.
(let () (define (swap! a b) (list a b)) (swap! 1 2))  ; => (1 2)

; A keyword may be renamed.
(define-syntax my-if if)
(my-if #f 1 2)                          ; => 2

; Quoted aliases are plain symbols.
(define-syntax m (syntax-rules () ((_ x) '(tmp x #(tmp)))))
(m a)                                   ; => (tmp a #(tmp))

; Quoted aliases are the same symbol.
(define-syntax m (syntax-rules () ((_) 'tmp)))
(eq? (m) 'tmp)                          ; => #t

; Case data from a template.
(define-syntax m (syntax-rules () ((_ x) (case x ((a) 1) (else 2)))))
(m 'a)                                  ; => 1

; Records made by a macro.
(define-syntax rec
  (syntax-rules ()
    ((_ mk get) (define-record-type t (mk x) t? (x get)))))
(let () (rec make-a get-a) (rec make-b get-b) (list (get-a (make-a 1)) (get-b (make-b 2))))
; => (1 2)

; Named let by a macro.
(define-syntax for
  (syntax-rules (in)
    ((_ x in l b ...)
     (let loop ((r l)) (if (pair? r) (let ((x (car r))) b ... (loop (cdr r))) 'done)))))
(let ((loop 0) (r 0)) (for x in '(1 2 3) (set! loop (+ loop x)) (set! r x)) (list loop r))
; => (6 3)

; A pattern variable under the name of a keyword.
(define-syntax m (syntax-rules () ((_ if let) (list if let))))
(m 1 2)                                 ; => (1 2)

; The loop/until test of Petrofsky.
(define-syntax loop-until
  (syntax-rules ()
    ((_ id init test return inc)
     (letrec ((loop (lambda (id) (if test return (loop inc))))) (loop init)))))
(let ((loop 3)) (loop-until n 1 (> n 10) (* n loop) (+ n loop)))  ; => 39

; The mutually nested let* of JRM.
(define-syntax my-let*
  (syntax-rules ()
    ((_ () b ...) (let () b ...))
    ((_ ((x v) r ...) b ...) (let ((x v)) (my-let* (r ...) b ...)))))
(my-let* ((a 1) (b (+ a 1)) (a (+ a b))) (list a b))  ; => (3 2)

; CK-style macros.
(define-syntax ck
  (syntax-rules (quote)
    ((_ () 'v) v)
    ((_ (((op ...) ea ...) . s) 'v) (ck-arg s (op ... 'v) ea ...))
    ((_ s (op ea ...)) (ck-arg s (op) ea ...))))
(define-syntax ck-arg
  (syntax-rules (quote)
    ((_ s (op va ...)) (op s va ...))
    ((_ s (op ...) 'v ea1 ...) (ck-arg s (op ... 'v) ea1 ...))
    ((_ s (op ...) ea ea1 ...) (ck (((op ...) ea1 ...) . s) ea))))
(define-syntax c-cons (syntax-rules (quote) ((_ s 'h 't) (ck s '(h . t)))))
(define-syntax c-quote (syntax-rules (quote) ((_ s 'x) (ck s ''x))))
(ck () (c-quote (c-cons '1 (c-cons '2 '()))))  ; => (1 2)

; Is the identifier a symbol.
(define-syntax symbol??
  (syntax-rules ()
    ((_ (x . y) kt kf) kf)
    ((_ #(x ...) kt kf) kf)
    ((_ maybe kt kf)
     (let-syntax ((test (syntax-rules () ((_ maybe t f) t) ((_ x t f) f))))
       (test abracadabra kt kf)))))
(list (symbol?? a 'yes 'no) (symbol?? 1 'yes 'no) (symbol?? (a) 'yes 'no))  ; => (yes no no)

; Are two identifiers the same.
(define-syntax id-eq?
  (syntax-rules ()
    ((_ a b t f) (let-syntax ((same (syntax-rules (a) ((_ a) t) ((_ other) f)))) (same b)))))
(list (id-eq? x x 'yes 'no) (id-eq? x y 'yes 'no))  ; => (yes no)

; An alias in a literal list.
(define-syntax outer
  (syntax-rules ()
    ((_ x)
     (let-syntax ((inner (syntax-rules (key) ((_ key) 'key) ((_ o) 'other))))
       (list (inner key) (inner x))))))
(outer z)                               ; => (key other)

; Shadowing inside an expansion.
(define-syntax m (syntax-rules () ((_ x e) (let ((x 1)) (let ((y 2)) e)))))
(let ((y 10)) (m x (+ x y)))            ; => 11

; Set! of a hygienic global.
(define n 0)
(define-syntax inc! (syntax-rules () ((_) (set! n (+ n 1)))))
(let ((n 10)) (inc!) (inc!) n)
n                                       ; => 2

; Define-values by a macro.
(define-syntax dv (syntax-rules () ((_ a b) (define-values (a b tmp) (values 1 2 3)))))
(let () (dv x y) (list x y))            ; => (1 2)

; Guard by a macro keeps its variable apart.
(define-syntax try (syntax-rules () ((_ e h) (guard (exn (#t h)) e))))
(let ((exn 'mine)) (try (raise 1) exn))  ; => mine

; Do by a macro.
(define-syntax times (syntax-rules () ((_ n e) (do ((i 0 (+ i 1))) ((= i n)) e))))
(let ((i 0)) (times 3 (set! i (+ i 1))) i)  ; => 3

; Syntax-rules reached by a macro.
(define-syntax rules (syntax-rules () ((_ x) (syntax-rules () ((_) x)))))
(define-syntax five (rules 5))
(five)                                  ; => 5

; An escaped ellipsis in a nested template.
(define-syntax m
  (syntax-rules ()
    ((_ name x ...)
     (define-syntax name (syntax-rules () ((_ y (... ...)) '((x ...) (y (... ...)))))))))
(m n 1 2)
(n 3 4)                                 ; => ((1 2) (3 4))
