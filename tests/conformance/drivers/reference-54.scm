; in an image
; package: scheme-chez-srfi
; files: usr/share/r6rs/srfi/%3a54/srfi-54-impl.scm
; what: formatting numbers and others
; fails: its macros are defined after their uses, which a library may do in R6RS, a loaded file not
(load "usr/share/r6rs/srfi/%3a54/srfi-54-impl.scm")
(cat 129.995 10 2.)                     ; error: unbound variable: width
