; in an image
; package: scm
; files: usr/lib/scm/hobbit.scm
; what: a compiler from Scheme to C
; fails: the character names `#\nl` and others are SCM's own
(define (require-if . x) #f)
(define (require x) #f)
(load "usr/lib/scm/hobbit.scm")
; error: read: unknown character name #\nl
