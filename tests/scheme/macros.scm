; R7RS 4.3: syntax-rules, and where macros may be defined.

(define-syntax swap!
  (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))
(let ((x 1) (y 2)) (swap! x y) (list x y))              ; => (2 1)

; ---- hygiene: names that a macro brings along do not meet those of its user

(let ((tmp 5) (other 6)) (swap! tmp other) (list tmp other))    ; => (6 5)
(let ((let 1) (set! 2)) (swap! let set!) (list let set!))       ; => (2 1)
(define-syntax my-or
  (syntax-rules ()
    ((_) #f)
    ((_ e) e)
    ((_ e1 e2 ...) (let ((t e1)) (if t t (my-or e2 ...))))))
(let ((t 5)) (my-or #f t))              ; => 5
(let ((if list) (t 7)) (my-or #f t))    ; => 7
(let ((x 1)) (let-syntax ((foo (syntax-rules () ((_ y) (let ((x 2)) y))))) (foo x)))    ; => 1
(let ((x 'outer))
  (let-syntax ((m (syntax-rules () ((m) x))))
    (let ((x 'inner)) (m))))            ; => outer
(let ((=> #f)) (cond (#t => 'ok)))      ; => ok
(define-syntax my-if
  (syntax-rules () ((_ c t e) (cond (c t) (else e)))))
(let ((else #f)) (my-if #f 1 2))        ; => 2
; The macro's own free names are those of its definition, even when its user redefines them.
(define-syntax first-of (syntax-rules () ((_ l) (car l))))
(let ((car cdr)) (first-of '(1 2)))     ; => 1
(define (helper x) (list 'helped x))
(define-syntax call-helper (syntax-rules () ((_ x) (helper x))))
(let ((helper vector)) (call-helper 1)) ; => (helped 1)
; Two binders from two expansions are different, though they have the same name.
(define-syntax bind-both
  (syntax-rules () ((_ (a b) body) (let ((x a)) (let-syntax ((inner (syntax-rules () ((_ e) (let ((x b)) (list x e)))))) (inner x))))))
(bind-both (1 2) ignored)               ; => (2 1)
(define-syntax ten (syntax-rules () ((_) 10)))
(define-syntax my-let1 (syntax-rules () ((_ n v b) ((lambda (n) b) v))))
(my-let1 ten 5 (+ ten 1))               ; => 6
(letrec-syntax
    ((my-or (syntax-rules ()
              ((my-or) #f)
              ((my-or e) e)
              ((my-or e1 e2 ...) (let ((temp e1)) (if temp temp (my-or e2 ...)))))))
  (let ((x #f) (y 7) (temp 8) (let odd?) (if even?))
    (my-or x (let temp) (if y) y)))     ; => 7
; A pattern variable in a quoted template is replaced, any other name is its plain self.
(define-syntax quoting (syntax-rules () ((_ a) '(a b))))
(quoting z)                             ; => (z b)
(eq? 'b (cadr (quoting z)))             ; => #t
(define-syntax while
  (syntax-rules () ((_ test body ...) (let loop () (when test body ... (loop))))))
(let ((n 0) (loop 10)) (while (< n loop) (set! n (+ n 3))) n)   ; => 12
(define-syntax for
  (syntax-rules (in) ((_ x in list body ...) (for-each (lambda (x) body ...) list))))
(let ((sum 0)) (for i in '(1 2 3) (for j in '(10 20) (set! sum (+ sum (* i j))))) sum)  ; => 180

; ---- literals

(define-syntax arrow
  (syntax-rules (=>) ((_ a => b) (list a 'to b)) ((_ a b c) (list 'plain a c))))
(arrow 1 => 2)                          ; => (1 to 2)
(let ((=> 0)) (arrow 1 => 2))           ; => (plain 1 2)
(define-syntax is-else (syntax-rules (else) ((_ else) #t) ((_ x) #f)))
(is-else else)                          ; => #t
(let ((else 1)) (is-else else))         ; => #f
(for 1 2 3)                             ; error: for: no rule of this macro fits (for 1 2 3)
(define-syntax under (syntax-rules (_) ((under _) 'underscore) ((under x) 'other)))
(under _)                               ; => underscore
(under 5)                               ; => other

; ---- patterns

(define-syntax be-like-begin
  (syntax-rules ()
    ((be-like-begin name)
     (define-syntax name (syntax-rules () ((name expr (... ...)) (begin expr (... ...))))))))
(be-like-begin sequence)
(sequence 1 2 3 4)                      ; => 4
(define-syntax tail-after (syntax-rules () ((_ a ... b c) '(c b (a ...)))))
(tail-after 1 2 3 4)                    ; => (4 3 (1 2))
(tail-after 1 2)                        ; => (2 1 ())
(define-syntax dotted (syntax-rules () ((_ a . b) '(a b))))
(dotted 1 2 3)                          ; => (1 (2 3))
(dotted 1 . 2)                          ; => (1 2)
(define-syntax ellipsis-dotted (syntax-rules () ((_ a ... . b) '((a ...) b))))
(ellipsis-dotted 1 2 . 3)               ; => ((1 2) 3)
(ellipsis-dotted 1 2)                   ; => ((1 2) ())
(define-syntax my-let
  (syntax-rules () ((_ ((n v) ...) body ...) ((lambda (n ...) body ...) v ...))))
(my-let ((a 1) (b 2)) (+ a b))          ; => 3
(my-let () 5)                           ; => 5
(define-syntax nested (syntax-rules () ((_ (a b ...) ...) '((a ...) (b ... ...) ((b ... a) ...)))))
(nested (1 2 3) (4) (5 6))              ; => ((1 4 5) (2 3 6) ((2 3 1) (4) (6 5)))
(define-syntax spread (syntax-rules () ((_ x (y ...) ...) '((x y ...) ...))))
(spread 0 (1 2) () (3))                 ; => ((0 1 2) (0) (0 3))
(define-syntax vectors (syntax-rules () ((_ #(a b ...) ...) '#((a ...) (b ...) ...))))
(vectors #(1 2) #(3))                   ; => #((1 3) (2) ())
(define-syntax constants
  (syntax-rules () ((_ 1) 'one) ((_ "s") 'string) ((_ #\c) 'char) ((_ #t) 'true) ((_ ()) 'nil) ((_ x) 'else)))
(list (constants 1) (constants "s") (constants #\c) (constants #t) (constants ()) (constants 2))
; => (one string char true nil else)
(define-syntax skip (syntax-rules () ((_ _ x _) 'x)))
(skip 1 2 3)                            ; => 2
(define-syntax my-ellipsis (syntax-rules ::: () ((_ (a b :::) :::) '((b ::: a) :::))))
(my-ellipsis (1 2 3) (4))               ; => ((2 3 1) (4))
(define-syntax dots-as-data (syntax-rules ::: () ((_ a :::) '(a ::: ...))))
(dots-as-data 1 2)                      ; => (1 2 ...)
(define-syntax escape (syntax-rules () ((_ a) '((... ...) a (... (a ...))))))
(escape 1)                              ; => (... 1 (1 ...))
(define-syntax uneven (syntax-rules () ((_ (a ...) (b ...)) '((a b) ...))))
(uneven (1 2) (3 4))                    ; => ((1 3) (2 4))
(uneven (1 2) (3))                      ; error: syntax-rules: a and b matched different numbers of forms in (a b) ...
(define-syntax other-name (syntax-rules () ((anything x) 'x)))
(other-name 1)                          ; => 1

; ---- macros that make macros

(define-syntax define-getter
  (syntax-rules () ((_ name value) (define-syntax name (syntax-rules () ((_) value))))))
(define-getter five 5)
(five)                                  ; => 5
(define-syntax jabberwocky
  (syntax-rules ()
    ((_ hatter)
     (begin
       (define march-hare 42)
       (define-syntax hatter (syntax-rules () ((_) march-hare)))))))
(jabberwocky mad-hatter)
(mad-hatter)                            ; => 42
(let ()
  (define-syntax def (syntax-rules () ((_ n v) (define n v))))
  (def a 1)
  (def b (+ a 1))
  (list a b))                           ; => (1 2)
; A definition whose name the macro made up is seen only by the macro's own code.
(let ()
  (define-syntax def-secret (syntax-rules () ((_ getter) (begin (define secret 1) (define (getter) secret)))))
  (def-secret get)
  (define secret 2)
  (list (get) secret))                  ; => (1 2)
; Continuation-passing: a macro that expands into a use of one it was given.
(define-syntax cps-reverse
  (syntax-rules () ((_ k () (r ...)) (k r ...)) ((_ k (a b ...) (r ...)) (cps-reverse k (b ...) (a r ...)))))
(cps-reverse list (1 2 3) ())           ; => (3 2 1)
(define-syntax count-to
  (syntax-rules () ((_ () n) n) ((_ (x . rest) n) (count-to rest (+ n 1)))))
(count-to (a b c d) 0)                  ; => 4
; Deep recursion of an expansion: even and odd numbers of arguments.
(define-syntax my-even? (syntax-rules () ((_) #t) ((_ x y ...) (my-odd? y ...))))
(define-syntax my-odd? (syntax-rules () ((_) #f) ((_ x y ...) (my-even? y ...))))
(my-even? 1 2 3 4)                      ; => #t

; ---- where macros may be defined

(let-syntax () 5)                       ; => 5
(let-syntax ((given-that (syntax-rules () ((_ test stmt1 stmt2 ...) (if test (begin stmt1 stmt2 ...))))))
  (let ((if #t)) (given-that if (set! if 'now)) if))    ; => now
(letrec-syntax ((ev? (syntax-rules () ((_) #t) ((_ x . y) (od? . y))))
                (od? (syntax-rules () ((_) #f) ((_ x . y) (ev? . y)))))
  (ev? 1 2 3))                          ; => #f
; let-syntax does not see its own macros in their templates; letrec-syntax does.
(define-syntax m (syntax-rules () ((_) 'outer)))
(let-syntax ((m (syntax-rules () ((_) 'inner))) (n (syntax-rules () ((_) (m))))) (n))       ; => outer
(letrec-syntax ((m (syntax-rules () ((_) 'inner))) (n (syntax-rules () ((_) (m))))) (n))    ; => inner
(let ((x 1))
  (define-syntax get-x (syntax-rules () ((_) x)))
  (let ((x 2)) (list x (get-x))))       ; => (2 1)
; A macro may be used above its definition in a body, inside a procedure.
(define (late) (let () (define (f) (g)) (define-syntax g (syntax-rules () ((_) 'expanded))) (f)))
(late)                                  ; => expanded
(let () (define-syntax foo (syntax-rules () ((_ x) (define x 1)))) (foo bar) bar)       ; => 1
; A variable may hide a macro and the reverse.
(let ((m (lambda () 'variable))) (m))   ; => variable
(define (shadow m) (m))
(shadow (lambda () 'argument))          ; => argument

; ---- faults

(define-syntax bad (syntax-rules () ((_ a ...) a)))     ; error: syntax-rules: a needs 1 more ... after it in the template
(define-syntax bad (syntax-rules () ((_ a) (a ...))))   ; error: syntax-rules: nothing in a varies with the ellipsis after it
(define-syntax bad 5)                   ; error: define-syntax: expected (syntax-rules ...) or the name of a keyword, got 5
(m 1 2)                                 ; error: m: no rule of this macro fits (m 1 2) at 1:1
m                                       ; error: m: this is a keyword, which has no value of its own
(set! m 1)                              ; error: set!: m is a keyword and cannot be assigned
(define-syntax check
  (syntax-rules () ((_ x) (syntax-error "wrong use of check" x 5))))
(check (a b))                           ; error: wrong use of check (a b) 5
if                                      ; error: if: this is a keyword, which has no value of its own
(lambda)                                ; error: lambda: expected (lambda (name ...) body ...), got (lambda)
