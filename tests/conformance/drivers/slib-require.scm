; in an image
; package: slib
; files: usr/share/slib/Template.scm usr/share/slib/require.scm usr/share/slib/mklibcat.scm
; what: its catalogue of libraries, with Template.scm for Perdure's
; SLIB is told what to use here, as its Template.scm asks one to; its own `require` does the rest.
(define evaluate eval)
(define (eval x . where) (evaluate x (interaction-environment)))
(define exists? file-exists?)
(define remove-file delete-file)
(define (getenv name)
  (cond ((string=? name "SCHEME_LIBRARY_PATH") "usr/share/slib/")
        ((string=? name "{TEMPLATE}_IMPLEMENTATION_PATH") "")
        (else #f)))
(load "usr/share/slib/Template.scm")
(define file-exists? exists?)
(define delete-file remove-file)
(define macro:eval slib:eval)
(define macro:load slib:load-source)
(define (current-time) (exact (floor (current-second))))
(define difftime -)
(define (offset-time time by) (+ time by))

(provided? 'sort)                       ; => #f
(require 'sort)
(provided? 'sort)                       ; => #t
(program-vicinity)                      ; error: program-vicinity:  called; use slib:load to load
