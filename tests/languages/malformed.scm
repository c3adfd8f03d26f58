; in the interpreter of core
; What is wrong with a form, and where.
(if 1)                                  ; error: if: expected (if test then else), got (if 1) at 1:1
()  ; error: () is no expression; write '() for the empty list at 1:1
(let ((x 1)
 (y)) x)                                ; error: let: expected (name value), got (y) at 2:2
(let ((x 1) (x 2)) x)                   ; error: let: the name x is bound twice at 1:14
(lambda (a a) 1)                        ; error: lambda: the name a is bound twice at 1:12
(lambda (1) 1)                          ; error: lambda: expected a name, got 1 at 1:10
(lambda (x))  ; error: lambda: expected (lambda (name ...) body ...), got (lambda (x)) at 1:1
(let () (define x 1))
; error: let: the body has nothing after its definitions; it must end with an expression at 1:1
(let () (define x 1) (define x 2) x)    ; error: let: x is defined twice here at 1:30
(+ 1 (define x 2))
; error: define: a definition may not stand here, where an expression is needed at 1:6
(list if)  ; error: if: this is a keyword, which has no value of its own at 1:7
else  ; error: else: this is a keyword, which has no value of its own at 1:1
(else 1)  ; error: else: this keyword has no meaning here: (else 1) at 1:1
(define-library (l) (import (scheme base)) (begin (set! car 1)))
; error: set!: car is built in and cannot be assigned; define your own first at 1:57
(define-library (l) (import (scheme base)) (begin (set! map 1)))
; error: set!: map is imported from (scheme base) and cannot be assigned here at 1:57
(cond (else 1) (2 3))                   ; error: cond: the else clause must be the last at 1:7
(car . 1)                               ; error: a call may not have a dot: (car . 1) at 1:1
`(1 . ,@(list 2))  ; error: unquote-splicing: this may only stand inside a list at 1:7
`,@(list 2)  ; error: unquote-splicing: this may only stand inside a list at 1:2
(syntax-error "bad thing" a b)          ; error: bad thing a b at 1:1
(define-record-type p (mk z) p? (x px))
; error: define-record-type: z in the constructor is no field at 1:27
(define x 1 2)                          ; error: define: x is given more than one value at 1:1
(let () (import (scheme base)) 1)       ; error: import: this may only stand at top level at 1:9
(include "no.scm")  ; error: include: cannot read 'no.scm': No such file or directory at 1:10
(list 1 #0=(a #0#))                     ; error: a datum label may only stand in quoted data at 1:9
