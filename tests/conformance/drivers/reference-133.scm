; in an image
; package: scheme-chez-srfi
; files: usr/share/r6rs/srfi/%3a133/vectors-impl.scm
; what: vectors
; fails: uses square brackets, which R7RS reserves; all before the first works
(load "usr/share/r6rs/srfi/%3a133/vectors-impl.scm")
; error: read: [ is reserved; Scheme uses round parentheses only
(vector-count even? #(1 2 4))                                   ; => 2
