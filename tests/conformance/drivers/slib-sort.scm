; in an image
; package: slib
; setup: slib.setup
; files: usr/share/slib/sort.scm usr/share/slib/tsort.scm
; what: sorting, merging, topological order

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
