; in an image
; package: scheme-chez-srfi
; files: usr/share/r6rs/srfi/%3a1/srfi-1-reference.scm
; what: lists
; R6RS's names, `check-arg` and SRFI 8 are what it is written for.
(import (only (srfi 8) receive))
(define fx=? =)
(define fx+ +)
(define fx- -)
(define fixnum? exact-integer?)
(define fxzero? zero?)
(define fxpositive? positive?)
(define (index? x) (and (exact-integer? x) (>= x 0)))
(define-syntax check-arg (syntax-rules () ((_ test value who) (if (test value) value (error "bad argument" value)))))
(load "usr/share/r6rs/srfi/%3a1/srfi-1-reference.scm")
(list (iota 3) (fold cons '() '(1 2 3)) (delete-duplicates '(1 2 1)) (take '(1 2 3) 2))
; => ((0 1 2) (3 2 1) (1 2) (1 2))
(call-with-values (lambda () (partition even? '(1 2 3 4))) list)        ; => ((2 4) (1 3))
(lset-union eq? '(a b) '(b c))                                  ; => (c a b)
(append-map (lambda (x) (list x x)) '(1 2))                     ; => (1 1 2 2)
(unfold-right zero? (lambda (x) (* x x)) (lambda (x) (- x 1)) 4)        ; => (1 4 9 16)
