; in an image
; package: scheme-chez-srfi
; files: usr/share/r6rs/srfi/%3a67/compare.scm
; what: comparing anything
(load "usr/share/r6rs/srfi/%3a67/compare.scm")
(list (integer-compare 1 2) (default-compare '(1 "a") '(1 "b")) (string-compare "b" "a"))       ; => (-1 -1 1)
(if3 (integer-compare 2 1) 'less 'same 'more)                   ; => more
(max-compare integer-compare 1 5 3)                             ; => 5
(chain<? integer-compare 1 2 3)                                 ; => #t
(kth-largest integer-compare 1 7 3 5)                           ; => 5
