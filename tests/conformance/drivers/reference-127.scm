; in an image
; package: scheme-chez-srfi
; files: usr/share/r6rs/srfi/%3a158/srfi-158-impl.scm usr/share/r6rs/srfi/%3a127/lseqs-impl.scm
; what: lazy sequences
(load "usr/share/r6rs/srfi/%3a158/srfi-158-impl.scm")
(load "usr/share/r6rs/srfi/%3a127/lseqs-impl.scm")
(define l (generator->lseq (make-iota-generator 5)))
(lseq-realize (lseq-take l 2))                                  ; => (0 1)
(lseq-realize (lseq-map + l l))                                 ; => (0 2 4 6 8)
