; in an image
; package: scheme9
; files: usr/share/scheme9/zebra.scm usr/share/scheme9/amk.scm usr/share/scheme9/syntax-rules.scm
; what: a puzzle, by a logic programming system of its own
; fails: defines macros that are procedures, which only its own system has
(define (load-from-library name) (load (string-append "usr/share/scheme9/" name)))
(load-from-library "zebra.scm")
; error: define-syntax: expected (define-syntax name (syntax-rules ...)), got (define-syntax (syntax-rules kws . rules) (define (list-o...
