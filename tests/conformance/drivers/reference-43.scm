; in an image
; package: scheme-chez-srfi
; files: usr/share/r6rs/srfi/%3a43/vector-lib.scm
; what: vectors
(import (only (srfi 8) receive))
(load "usr/share/r6rs/srfi/%3a43/vector-lib.scm")
(vector-binary-search #(1 3 5) 3 -)                             ; => 1
(vector-map (lambda (i x) (* i x)) #(1 2 3))                    ; => #(0 2 6)
(vector-index even? #(1 3 4))                                   ; => 2
(vector-fold (lambda (i sum x) (+ sum x)) 0 #(1 2 3))           ; => 6
