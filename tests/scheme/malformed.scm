; Forms that are no right use of their syntax: which form, and what was expected of it.

; ---- 4.1 primitive expressions

(quote)                                 ; error: quote: expected (quote datum), got (quote) at 1:1
(quote a b)                             ; error: quote: expected (quote datum), got (quote a b) at 1:1
(quote . a)                             ; error: quote: expected (quote datum), got (quote . a) at 1:1
(lambda)                                ; error: lambda: expected (lambda (name ...) body ...), got (lambda) at 1:1
(lambda (x))                            ; error: lambda: expected (lambda (name ...) body ...), got (lambda (x)) at 1:1
(lambda 5 1)                            ; error: lambda: expected a list of names, got 5 at 1:9
(lambda (1) 1)                          ; error: lambda: expected a name, got 1 at 1:10
(lambda (x . 5) 1)                      ; error: lambda: expected a name, got 5 at 1:14
(lambda (x "y") 1)                      ; error: lambda: expected a name, got "y" at 1:12
(lambda (x x) 1)                        ; error: lambda: the name x is bound twice at 1:12
(lambda (x . x) 1)                      ; error: lambda: the name x is bound twice at 1:14
(lambda (x) . 1)                        ; error: lambda: expected (lambda (name ...) body ...), got (lambda (x) . 1) at 1:1
(lambda (x) (define y 1))               ; error: lambda: the body has nothing after its definitions; it must end with an expression at 1:1
(if)                                    ; error: if: expected (if test then else), got (if) at 1:1
(if 1)                                  ; error: if: expected (if test then else), got (if 1) at 1:1
(if 1 2 3 4)                            ; error: if: expected (if test then else), got (if 1 2 3 4) at 1:1
(if . 1)                                ; error: if: expected (if test then else), got (if . 1) at 1:1
(set!)                                  ; error: set!: expected (set! name value), got (set!) at 1:1
(set! x)                                ; error: set!: expected (set! name value), got (set! x) at 1:1
(set! x 1 2)                            ; error: set!: expected (set! name value), got (set! x 1 2) at 1:1
(set! 5 1)                              ; error: set!: expected a name, got 5 at 1:7
(set! (car x) 1)                        ; error: set!: expected a name, got (car x) at 1:7
(set! if 1)                             ; error: set!: if is a keyword and cannot be assigned at 1:7
(include)                               ; error: include: expected (include "file" ...), got (include) at 1:1
(include 5)                             ; error: include: expected a file name, got 5 at 1:10
(include "no such file.scm")            ; error: include: cannot read 'no such file.scm': No such file or directory at 1:10
(include-ci)                            ; error: include-ci: expected (include-ci "file" ...), got (include-ci) at 1:1
()                                      ; error: () is no expression; write '() for the empty list at 1:1
(1 . 2)                                 ; error: a call may not have a dot: (1 . 2) at 1:1
(car . 5)                               ; error: a call may not have a dot: (car . 5) at 1:1
(car '(1) . 2)                          ; error: a call may not have a dot: (car '(1) . 2) at 1:1

; ---- 4.2.1 conditionals

(cond)                                  ; error: cond: expected (cond (test expression ...) ...), got (cond) at 1:1
(cond 5)                                ; error: cond: expected a clause (test expression ...), got 5 at 1:7
(cond ())                               ; error: cond: expected a clause (test expression ...), got () at 1:7
(cond (else))                           ; error: cond: the else clause has no expression at 1:7
(cond (else 1) (2 3))                   ; error: cond: the else clause must be the last at 1:7
(cond (1 =>))                           ; error: cond: expected (test => procedure) at 1:7
(cond (1 => car cdr))                   ; error: cond: expected (test => procedure) at 1:7
(cond (1 . 2))                          ; error: cond: expected a clause (test expression ...), got (1 . 2) at 1:7
(cond . 5)                              ; error: cond: expected (cond (test expression ...) ...), got (cond . 5) at 1:1
(case)                                  ; error: case: expected (case key ((datum ...) expression ...) ...), got (case) at 1:1
(case 1)                                ; error: case: expected (case key ((datum ...) expression ...) ...), got (case 1) at 1:1
(case 1 5)                              ; error: case: expected ((datum ...) expression ...), got 5 at 1:9
(case 1 (5 6))                          ; error: case: expected a list of data, got 5 at 1:10
(case 1 ((1)))                          ; error: case: expected ((datum ...) expression ...), got ((1)) at 1:9
(case 1 (else))                         ; error: case: expected ((datum ...) expression ...), got (else) at 1:9
(case 1 (else 1) ((2) 3))               ; error: case: the else clause must be the last at 1:9
(case 1 ((1) =>))                       ; error: case: expected => and one procedure at 1:9
(case 1 ((1) => car cdr))               ; error: case: expected => and one procedure at 1:9
(case 1 ((1 . 2) 3))                    ; error: case: expected a list of data, got (1 . 2) at 1:10
(case 1 ())                             ; error: case: expected ((datum ...) expression ...), got () at 1:9
(and . 1)                               ; error: and: expected (and expression ...), got (and . 1) at 1:1
(or . 1)                                ; error: or: expected (or expression ...), got (or . 1) at 1:1
(or 1 . 2)                              ; error: or: expected (or expression ...), got (or 1 . 2) at 1:1
(when)                                  ; error: when: expected (when test expression ...), got (when) at 1:1
(when 1)                                ; error: when: expected (when test expression ...), got (when 1) at 1:1
(unless)                                ; error: unless: expected (unless test expression ...), got (unless) at 1:1
(unless 1)                              ; error: unless: expected (unless test expression ...), got (unless 1) at 1:1
(cond-expand)                           ; error: cond-expand: expected (cond-expand (requirement form ...) ...), got (cond-expand) at 1:1
(cond-expand 5)                         ; error: cond-expand: expected (requirement form ...), got 5 at 1:14
(cond-expand (no-such-feature 1))
(cond-expand ((and 5) 1))               ; error: cond-expand: unknown requirement 5 at 1:20
(cond-expand ((not) 1))                 ; error: cond-expand: unknown requirement (not) at 1:15
(cond-expand ((not full-unicode ratios) 1)) ; error: cond-expand: unknown requirement (not full-unicode ratios) at 1:15
(cond-expand ((library) 1))             ; error: cond-expand: unknown requirement (library) at 1:15
(cond-expand ((maybe full-unicode) 1))  ; error: cond-expand: unknown requirement (maybe full-unicode) at 1:15

; ---- 4.2.2 binding

(let)                                   ; error: let: expected (let ((name value) ...) body ...), got (let) at 1:1
(let 5)                                 ; error: let: expected (let ((name value) ...) body ...), got (let 5) at 1:1
(let ())                                ; error: let: expected (let ((name value) ...) body ...), got (let ()) at 1:1
(let x)                                 ; error: let: expected (let ((name value) ...) body ...), got (let x) at 1:1
(let 5 1)                               ; error: let: expected a list of bindings (name value), got 5 at 1:6
(let (x) 1)                             ; error: let: expected (name value), got x at 1:7
(let ((x)) 1)                           ; error: let: expected (name value), got (x) at 1:7
(let ((x 1 2)) 1)                       ; error: let: expected (name value), got (x 1 2) at 1:7
(let ((5 1)) 1)                         ; error: let: expected a name, got 5 at 1:8
(let ((x 1) (x 2)) 1)                   ; error: let: the name x is bound twice at 1:14
(let ((x 1) . y) 1)                     ; error: let: expected a list of bindings (name value), got ((x 1) . y) at 1:6
(let ((x . 1)) 1)                       ; error: let: expected (name value), got (x . 1) at 1:7
(let ((x 1)) . 5)                       ; error: let: expected (let ((name value) ...) body ...), got (let ((x 1)) . 5) at 1:1
(let loop)                              ; error: let: expected (let ((name value) ...) body ...), got (let loop) at 1:1
(let loop () )                          ; error: let: expected (let name ((name value) ...) body ...), got (let loop ()) at 1:1
(let loop 5 1)                          ; error: let: expected a list of bindings (name value), got 5 at 1:11
(let loop ((x 1 2)) 1)                  ; error: let: expected (name value), got (x 1 2) at 1:12
(let loop ((x 1) (x 2)) 1)              ; error: let: the name x is bound twice at 1:19
(let*)                                  ; error: let*: expected (let* ((name value) ...) body ...), got (let*) at 1:1
(let* ((x)) 1)                          ; error: let*: expected (name value), got (x) at 1:8
(let* (5) 1)                            ; error: let*: expected (name value), got 5 at 1:8
(let* ((x 1)))                          ; error: let*: expected (let* ((name value) ...) body ...), got (let* ((x 1))) at 1:1
(letrec)                                ; error: letrec: expected (letrec ((name value) ...) body ...), got (letrec) at 1:1
(letrec ((x)) 1)                        ; error: letrec: expected (name value), got (x) at 1:10
(letrec ((x 1) (x 2)) 1)                ; error: letrec: the name x is bound twice at 1:17
(letrec ((x 1)))                        ; error: letrec: expected (letrec ((name value) ...) body ...), got (letrec ((x 1))) at 1:1
(letrec*)                               ; error: letrec*: expected (letrec* ((name value) ...) body ...), got (letrec*) at 1:1
(letrec* ((x)) 1)                       ; error: letrec*: expected (name value), got (x) at 1:11
(letrec* ((x 1)))                       ; error: letrec*: expected (letrec* ((name value) ...) body ...), got (letrec* ((x 1))) at 1:1
(let-values)                            ; error: let-values: expected (let-values (((name ...) expression) ...) body ...), got (let-values) at 1:1
(let-values ((x 1)))                    ; error: let-values: expected (let-values (((name ...) expression) ...) body ...), got (let-values ((x 1))) at 1:1
(let-values (((a b)) ) 1)               ; error: let-values: expected ((name ...) expression), got ((a b)) at 1:14
(let-values (((a a) (values 1 2))) 1)   ; error: let-values: the name a is bound twice at 1:18
(let-values (((a) 1) ((a) 2)) 1)        ; error: let-values: the name a is bound twice at 1:24
(let-values (((5) 1)) 1)                ; error: let-values: expected a name, got 5 at 1:16
(let*-values)                           ; error: let*-values: expected (let*-values (((name ...) expression) ...) body ...), got (let*-values) at 1:1
(let*-values (((a 5) 1)) 1)             ; error: let*-values: expected a name, got 5 at 1:19
(let*-values 5 1)                       ; error: let*-values: expected a list of bindings ((name ...) expression), got 5 at 1:14

; ---- 4.2.3 to 4.2.8

(begin . 1)                             ; error: begin: expected (begin form ...), got (begin . 1) at 1:1
(let () (begin))                        ; error: let: the body is empty; it must end with an expression at 1:1
(list (begin))                          ; error: begin: an empty (begin) is no expression at 1:7
(do)                                    ; error: do: expected (do ((name init step) ...) (test result ...) command ...), got (do) at 1:1
(do ())                                 ; error: do: expected (do ((name init step) ...) (test result ...) command ...), got (do ()) at 1:1
(do () ())                              ; error: do: the test is missing at 1:8
(do 5 (#t))                             ; error: do: expected a list of (name init step), got 5 at 1:5
(do ((5 1)) (#t))                       ; error: do: expected a name, got 5 at 1:7
(do ((x)) (#t))                         ; error: do: expected (name init) or (name init step), got (x) at 1:6
(do ((x 1 2 3)) (#t))                   ; error: do: expected (name init) or (name init step), got (x 1 2 3) at 1:6
(do ((x 1) (x 2)) (#t))                 ; error: do: the name x is bound twice at 1:13
(do () 5)                               ; error: do: expected (test result ...), got 5 at 1:8
(delay)                                 ; error: delay: expected (delay expression), got (delay) at 1:1
(delay 1 2)                             ; error: delay: expected (delay expression), got (delay 1 2) at 1:1
(delay-force)                           ; error: delay-force: expected (delay-force expression), got (delay-force) at 1:1
(delay-force 1 2)                       ; error: delay-force: expected (delay-force expression), got (delay-force 1 2) at 1:1
(parameterize)                          ; error: parameterize: expected (parameterize ((parameter value) ...) body ...), got (parameterize) at 1:1
(parameterize () )                      ; error: parameterize: expected (parameterize ((parameter value) ...) body ...), got (parameterize ()) at 1:1
(parameterize (5) 1)                    ; error: parameterize: expected (parameter value), got 5 at 1:16
(parameterize ((x)) 1)                  ; error: parameterize: expected (parameter value), got (x) at 1:16
(parameterize ((5 1)) 1)                ; error: parameterize: expected a parameter, got 5 at 1:1
(guard)                                 ; error: guard: expected (guard (name clause ...) body ...), got (guard) at 1:1
(guard (e))                             ; error: guard: expected (guard (name clause ...) body ...), got (guard (e)) at 1:1
(guard 5 1)                             ; error: guard: expected (name clause ...), got 5 at 1:8
(guard () 1)                            ; error: guard: expected (name clause ...), got () at 1:8
(guard (5) 1)                           ; error: guard: expected a name, got 5 at 1:9
(guard (e 5) 1)                         ; error: guard: expected a clause (test expression ...), got 5 at 1:11
(guard (e (else)) 1)                    ; error: guard: the else clause has no expression at 1:11
(case-lambda 5)                         ; error: case-lambda: expected ((name ...) body ...), got 5 at 1:14
(case-lambda (x))                       ; error: case-lambda: expected ((name ...) body ...), got (x) at 1:14
(case-lambda ((5) 1))                   ; error: case-lambda: expected a name, got 5 at 1:16
(case-lambda ((x x) 1))                 ; error: case-lambda: the name x is bound twice at 1:18
(quasiquote)                            ; error: quasiquote: expected (quasiquote template), got (quasiquote) at 1:1
(quasiquote 1 2)                        ; error: quasiquote: expected (quasiquote template), got (quasiquote 1 2) at 1:1
,x                                      ; error: unquote: this keyword has no meaning here: (unquote x) at 1:1
,@x                                     ; error: unquote-splicing: this keyword has no meaning here: (unquote-splicing x) at 1:1
`(1 . ,@x)                              ; error: unquote-splicing: this may only stand inside a list at 1:7
`,@x                                    ; error: unquote-splicing: this may only stand inside a list at 1:2
`(unquote)                              ; => (unquote)
`(1 (unquote 1 2))                      ; => (1 (unquote 1 2))
`(,@5 1)                                ; error: append: expected a list, got 5 at 1:3
`(,@'(1 . 2) 3)                         ; error: append: expected a list, got (1 . 2) at 1:3
`#(,@5)                                 ; error: list->vector: expected a list, got 5 at 1:2

; ---- 4.3 macros

(define-syntax)                         ; error: define-syntax: expected (define-syntax name (syntax-rules ...)), got (define-syntax) at 1:1
(define-syntax m)                       ; error: define-syntax: expected (define-syntax name (syntax-rules ...)), got (define-syntax m) at 1:1
(define-syntax m 5)                     ; error: define-syntax: expected (syntax-rules ...) or the name of a keyword, got 5 at 1:18
(define-syntax m car)                   ; error: define-syntax: expected (syntax-rules ...) or the name of a keyword, got car at 1:18
(define-syntax m (lambda (x) x))        ; error: define-syntax: expected (syntax-rules ...) or the name of a keyword, got (lambda (x) x) at 1:18
(define-syntax 5 (syntax-rules ()))     ; error: define-syntax: expected a name, got 5 at 1:16
(define-syntax m (syntax-rules () (_ 1)) 2) ; error: define-syntax: expected (define-syntax name (syntax-rules ...)), got (define-syntax m (syntax-rules () (_ 1)) 2) at 1:1
(define-syntax m (syntax-rules))        ; error: syntax-rules: expected (syntax-rules (literal ...) rule ...), got (syntax-rules) at 1:18
(define-syntax m (syntax-rules 5))      ; error: syntax-rules: expected (syntax-rules (literal ...) rule ...), got (syntax-rules 5) at 1:18
(define-syntax m (syntax-rules (5)))    ; error: syntax-rules: expected (syntax-rules (literal ...) rule ...), got (syntax-rules (5)) at 1:18
(define-syntax m (syntax-rules () 5))   ; error: syntax-rules: expected (pattern template), got 5 at 1:35
(define-syntax m (syntax-rules () ((_ x)))) ; error: syntax-rules: expected (pattern template), got ((_ x)) at 1:35
(define-syntax m (syntax-rules () ((_ x) 1 2))) ; error: syntax-rules: expected (pattern template), got ((_ x) 1 2) at 1:35
(define-syntax m (syntax-rules () (x 1))) ; error: syntax-rules: a pattern is a list that starts with a name, got x at 1:36
(define-syntax m (syntax-rules () (() 1))) ; error: syntax-rules: a pattern is a list that starts with a name, got () at 1:36
(define-syntax m (syntax-rules () ((_ x x) 1))) ; error: syntax-rules: the pattern variable x stands twice in a pattern at 1:41
(define-syntax m (syntax-rules () ((_ x ... y ...) 1))) ; error: syntax-rules: only one ellipsis may stand at a level of a pattern: (x ... y ...) at 1:47
(define-syntax m (syntax-rules () ((_ ... x) 1))) ; error: syntax-rules: an ellipsis must follow what it repeats at 1:39
(define-syntax m (syntax-rules () ((_ x ...) x))) ; error: syntax-rules: x needs 1 more ... after it in the template at 1:46
(define-syntax m (syntax-rules () ((_ x) (x ...)))) ; error: syntax-rules: nothing in x varies with the ellipsis after it at 1:43
(define-syntax m (syntax-rules () ((_ (x ...) ...) (x ...)))) ; error: syntax-rules: x needs 1 more ... after it in the template at 1:53
(define-syntax m (syntax-rules () ((_ x ...) (... ...) )))
(define-syntax m (syntax-rules () ((_ x ...) (... x y)))) ; error: syntax-rules: an ellipsis must follow what it repeats at 1:47
(syntax-rules ())                       ; error: syntax-rules: this may only stand in define-syntax, let-syntax or letrec-syntax at 1:1
(let-syntax)                            ; error: let-syntax: expected (let-syntax ((name (syntax-rules ...)) ...) body ...), got (let-syntax) at 1:1
(let-syntax ((m)) 1)                    ; error: let-syntax: expected (name value), got (m) at 1:14
(let-syntax ((m 5)) 1)                  ; error: let-syntax: expected (syntax-rules ...) or the name of a keyword, got 5 at 1:17
(let-syntax 5 1)                        ; error: let-syntax: expected a list of bindings (name value), got 5 at 1:13
(letrec-syntax)                         ; error: letrec-syntax: expected (letrec-syntax ((name (syntax-rules ...)) ...) body ...), got (letrec-syntax) at 1:1
(letrec-syntax ((5 (syntax-rules ()))) 1) ; error: letrec-syntax: expected a name, got 5 at 1:18
(let-syntax ((m (syntax-rules ())) (m (syntax-rules ()))) 1) ; error: let-syntax: the name m is bound twice at 1:37
(syntax-error)                          ; error: syntax-error: expected (syntax-error "message" form ...), got (syntax-error) at 1:1
(syntax-error 5)                        ; error: syntax-error: the message must be a string at 1:1
(syntax-error "a message" with (some forms) 5 "text") ; error: a message with (some forms) 5 "text" at 1:1
else                                    ; error: else: this is a keyword, which has no value of its own at 1:1
=>                                      ; error: =>: this is a keyword, which has no value of its own at 1:1
...                                     ; error: ...: this is a keyword, which has no value of its own at 1:1
_                                       ; error: _: this is a keyword, which has no value of its own at 1:1
(else 1)                                ; error: else: this keyword has no meaning here: (else 1) at 1:1
(let ((x else)) x)                      ; error: else: this is a keyword, which has no value of its own at 1:10
(define-syntax one (syntax-rules () ((_ x) x)))
(one)                                   ; error: one: no rule of this macro fits (one) at 1:1
(one 1 2)                               ; error: one: no rule of this macro fits (one 1 2) at 1:1
(one . 1)                               ; error: one: no rule of this macro fits (one . 1) at 1:1
(list 1 (one))                          ; error: one: no rule of this macro fits (one) at 1:9
(define-syntax two (syntax-rules () ((_ x) (one x x))))
(list (two 5))                          ; error: one: no rule of this macro fits (one 5 5) at 1:7
(define-syntax opposite (syntax-rules () ((_ x) (if))))
(list 1 2 (opposite 5))                 ; error: if: expected (if test then else), got (if) at 1:11
(define-syntax bad-car (syntax-rules () ((_ x) (car x))))
(list 1 2 (bad-car 5))                  ; error: car: expected a pair, got 5 at 1:11
(define-syntax endless (syntax-rules () ((_ x) (endless x))))
(endless 1)                             ; error: this macro has no end: (endless 1) at 1:1
(define-syntax m (endless 1))           ; error: this macro has no end: (endless 1) at 1:18

; ---- 5 definitions and libraries

(define)                                ; error: define: expected (define name value) or (define (name parameter ...) body ...), got (define) at 1:1
(define x 1 2)                          ; error: define: x is given more than one value at 1:1
(define 5 1)                            ; error: define: expected a name, or (name parameter ...) at 1:9
(define "x" 1)                          ; error: define: expected a name, or (name parameter ...) at 1:9
(define (f))                            ; error: define: the procedure f has no body at 1:1
(define (5) 1)                          ; error: define: expected a name, got 5 at 1:10
(define () 1)                           ; error: define: expected a name, or (name parameter ...) at 1:9
(define (f 5) 1)                        ; error: define: expected a name, got 5 at 1:12
(define (f x x) 1)                      ; error: define: the name x is bound twice at 1:14
(define ((f 5) x) 1)                    ; error: define: expected a name, got (f 5) at 1:10
(list (define x 1))                     ; error: define: a definition may not stand here, where an expression is needed at 1:7
(if #t (define x 1))                    ; error: define: a definition may not stand here, where an expression is needed at 1:8
(let () (define x 1))                   ; error: let: the body has nothing after its definitions; it must end with an expression at 1:1
(let () 1 (define x 2))                 ; error: let: the body has nothing after its definitions; it must end with an expression at 1:1
(let () (define x 1) (define x 2) x)    ; error: let: x is defined twice here at 1:30
(define-values)                         ; error: define-values: expected (define-values (name ...) expression), got (define-values) at 1:1
(define-values (x))                     ; error: define-values: expected (define-values (name ...) expression), got (define-values (x)) at 1:1
(define-values 5 1)                     ; error: define-values: expected a list of names, got 5 at 1:16
(define-values (x 5) (values 1 2))      ; error: define-values: expected a name, got 5 at 1:19
(define-values (x x) (values 1 2))      ; error: define-values: the name x is bound twice at 1:19
(define-values (x y) (values 1 2 3))    ; error: define-values: expected 2 values, got 3 at 1:1
(define-record-type)                    ; error: define-record-type: expected (define-record-type name (constructor field ...) predicate (field accessor) ...), got (define-record-type) at 1:1
(define-record-type p)                  ; error: define-record-type: expected (define-record-type name (constructor field ...) predicate (field accessor) ...), got (define-record-type p) at 1:1
(define-record-type 5 #f p?)            ; error: define-record-type: expected a name, got 5 at 1:21
(define-record-type p (make 5) p?)      ; error: define-record-type: expected a name, got 5 at 1:29
(define-record-type p (make x) p?)      ; error: define-record-type: x in the constructor is no field at 1:29
(define-record-type p (make x x) p? (x px)) ; error: define-record-type: the name x is bound twice at 1:31
(define-record-type p (make) 5)         ; error: define-record-type: expected a name, got 5 at 1:30
(define-record-type p (make) p? 5)      ; error: define-record-type: expected (field accessor modifier), got 5 at 1:33
(define-record-type p (make) p? (x px set-px! more)) ; error: define-record-type: expected (field accessor modifier), got (x px set-px! more) at 1:33
(define-record-type p (make) p? (x px) (x py)) ; error: define-record-type: the name x is bound twice at 1:41
(import 5)                              ; error: import: expected a library name or an import set, got 5 at 1:9
(import ())                             ; error: import: a library name may not be empty at 1:9
(import (no such library))              ; error: import: there is no library (no such library) at 1:9
(import (only (scheme base) no-such-name)) ; error: import: (scheme base) has no no-such-name at 1:29
(import (only (scheme base) 5))         ; error: import: expected a name, got 5 at 1:29
(import (except (scheme base) no-such-name)) ; error: import: (scheme base) has no no-such-name at 1:31
(import (rename (scheme base) car))     ; error: import: expected (name new-name), got car at 1:31
(import (rename (scheme base) (no-such-name x))) ; error: import: (scheme base) has no no-such-name at 1:32
(import (rename (scheme base) (car)))   ; error: import: expected (name new-name), got (car) at 1:31
(import (prefix (scheme base)))         ; error: import: expected (prefix import-set name) at 1:9
(import (prefix (scheme base) 5))       ; error: import: expected a name, got 5 at 1:31
(import (prefix (scheme base) a b))     ; error: import: expected (prefix import-set name) at 1:9
(define-library)                        ; error: define-library: expected (define-library (name ...) declaration ...), got (define-library) at 1:1
(define-library 5)                      ; error: define-library: expected a library name such as (scheme base), got 5 at 1:17
(define-library (broken one) 5)         ; error: define-library: expected a library declaration, got 5 at 1:30
(define-library (broken two) (expose x)) ; error: define-library: unknown library declaration (expose x) at 1:30
(define-library (broken three) (export 5)) ; error: export: expected a name or (rename name outside-name), got 5 at 1:40
(define-library (broken four) (export (rename a))) ; error: export: expected a name or (rename name outside-name), got (rename a) at 1:39
(define-library (broken five) (import (scheme base)) (export never) (begin (define x 1))) ; error: define-library: (broken five) exports never but does not define it at 1:62
(import (broken five))                  ; error: import: there is no library (broken five) at 1:9
(list (import (scheme base)))           ; error: import: a definition may not stand here, where an expression is needed at 1:7
(let () (import (scheme base)) 1)       ; error: import: this may only stand at top level at 1:9
(let () (define-library (x)) 1)         ; error: define-library: this may only stand at top level at 1:9
