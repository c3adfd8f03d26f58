; in the interpreter of core
; syntax-rules: matching and filling.

(define-syntax m (syntax-rules () ((_ a ...) '(a ...))))
(m 1 2 3)                               ; => (1 2 3)
(m)                                     ; => ()

(define-syntax m (syntax-rules () ((_ a b ...) '(a (b ...)))))
(m 1)                                   ; => (1 ())

(define-syntax m (syntax-rules () ((_ a ... b c) '((a ...) b c))))
(m 1 2 3 4)                             ; => ((1 2) 3 4)
(m 3 4)                                 ; => (() 3 4)

(define-syntax m (syntax-rules () ((_ a ... . r) '((a ...) r))))
(m 1 2 . 3)                             ; => ((1 2) 3)

(define-syntax m (syntax-rules () ((_ a ... b . r) '((a ...) b r))))
(m 1 2 . 3)                             ; => ((1) 2 3)

(define-syntax m (syntax-rules () ((_ . r) 'r)))
(m 1 2)                                 ; => (1 2)

(define-syntax m (syntax-rules () ((_ a . r) '(a r))))
(m 1 . 2)                               ; => (1 2)

(define-syntax m (syntax-rules () ((_ (a b ...) ...) '((a ...) (b ... ...) ((b ...) ...)))))
(m (1 2 3) (4) (5 6))                   ; => ((1 4 5) (2 3 6) ((2 3) () (6)))

(define-syntax m (syntax-rules () ((_ ((a b ...) ...) ...) '(((a b ... )...) ...))))
(m ((1 2) (3)) ())                      ; => (((1 2) (3)) ())

(define-syntax m (syntax-rules () ((_ (a b ...) ...) '((a b) ... ...))))
(m (1 2 3) (4 5))                       ; => ((1 2) (1 3) (4 5))

(define-syntax m (syntax-rules () ((_ x (y ...)) '((x y) ...))))
(m 1 (2 3))                             ; => ((1 2) (1 3))

(define-syntax m (syntax-rules () ((_ #(a (b c) ...)) '(a #(b ...) (c ...)))))
(m #(1 (2 3) (4 5)))                    ; => (1 #(2 4) (3 5))

(define-syntax m (syntax-rules () ((_ #(a ... z)) '(z a ...))))
(m #(1 2 3))                            ; => (3 1 2)

(define-syntax m (syntax-rules () ((_ 1 "a" #\b #t) 'yes) ((_ . r) 'no)))
(m 1 "a" #\b #t)                        ; => yes

(define-syntax m (syntax-rules () ((_ 1) 'yes) ((_ . r) 'no)))
(m 1.0)                                 ; => no

(define-syntax m (syntax-rules () ((_ _ _ x) 'x)))
(m 1 2 3)                               ; => 3

(define-syntax m (syntax-rules () ((_ (x y)) 'two) ((_ (x . y)) 'pair) ((_ ()) 'nil) ((_ x) 'other)))
(list (m (1 2)) (m (1)) (m ()) (m 5))   ; => (two pair nil other)

(define-syntax m (syntax-rules () ((_ x) '(x (... ...)))))
(m 1)                                   ; => (1 ...)

(define-syntax m (syntax-rules () ((_ x) '((... (x ...)) x))))
(m 1)                                   ; => ((1 ...) 1)

(define-syntax m (syntax-rules () ((_ (a ...) (b ...)) '((a b) ...))))
(m (1 2) (3 4))                         ; => ((1 3) (2 4))

(define-syntax m (syntax-rules () ((foo x) 'x)))
(m 1)                                   ; => 1

(define-syntax m (syntax-rules () ((_ a ...) '#(a ... end))))
(m 1 2)                                 ; => #(1 2 end)

; What is wrong with the rules, or with a use.

(define-syntax m (syntax-rules () ((_ x) x)))
(m)                                     ; error: m: no rule of this macro fits (m) at 1:1
(define-syntax m (syntax-rules () ((_ x) (if))))
(m 1)                                   ; error: if: expected (if test then else), got (if) at 1:1
(define-syntax m (syntax-rules () ((_ x ...) x)))
; error: syntax-rules: x needs 1 more ... after it in the template at 1:46
(define-syntax m (syntax-rules () ((_ x) (x ...))))
; error: syntax-rules: nothing in x varies with the ellipsis after it at 1:43
(define-syntax m (syntax-rules () ((_ x x) x)))
; error: syntax-rules: the pattern variable x stands twice in a pattern at 1:41
(define-syntax m (syntax-rules () ((_ x ... y ...) 1)))
; error: syntax-rules: only one ellipsis may stand at a level of a pattern: (x ... y ...) at 1:47
(define-syntax m (syntax-rules () ((_ (a ...) (b ...)) '((a b) ...))))
(m (1) (2 3))  ; error: syntax-rules: a and b matched different numbers of forms in (a b) ... at 1:1
(define-syntax m (syntax-rules () (_ x)))
; error: syntax-rules: a pattern is a list that starts with a name, got _ at 1:36
(define-syntax m (syntax-rules () ((_ x))))
; error: syntax-rules: expected (pattern template), got ((_ x)) at 1:35
(define-syntax m (syntax-rules () ((_) (syntax-error "no use" m))))
(m)                                     ; error: no use m at 1:1
(define-syntax m (syntax-rules () ((_) (m))))
(m)                                     ; error: this macro has no end: (m) at 1:1
(define-syntax m 5)
; error: define-syntax: expected (syntax-rules ...) or the name of a keyword, got 5 at 1:18
