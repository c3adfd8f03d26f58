; in an image
; package: slib
; files: usr/share/slib/sort.scm usr/share/slib/tsort.scm
; what: sorting, merging, topological order
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

(require 'sort)
(sort '(3 1 2) <)                       ; => (1 2 3)
(sort (vector "b" "c" "a") string<?)    ; => #("a" "b" "c")
(sorted? '(1 2 2 3) <)                  ; => #t
(merge '(1 4 6) '(2 3 9) <)             ; => (1 2 3 4 6 9)
(require 'topological-sort)
(define sorted
  (tsort '((shirt tie belt) (tie jacket) (belt jacket) (watch) (pants shoes belt)
           (undershorts pants shoes) (socks shoes))
         eq?))
(length sorted)                         ; => 9
(and (memq 'jacket (memq 'belt (memq 'pants (memq 'undershorts sorted)))) #t)   ; => #t
