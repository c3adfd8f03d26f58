; in an image
; package: scheme-chez-srfi
; files: usr/share/r6rs/srfi/%3a141/srfi-141-impl.scm
; what: divisions of integers
(load "usr/share/r6rs/srfi/%3a141/srfi-141-impl.scm")
(call-with-values (lambda () (euclidean/ -7 2)) list)           ; => (-4 1)
(call-with-values (lambda () (round/ 7 2)) list)                ; => (4 -1)
(call-with-values (lambda () (ceiling/ 7 2)) list)              ; => (4 -1)
(call-with-values (lambda () (balanced/ 7 4)) list)             ; => (2 -1)
