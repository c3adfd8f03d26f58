; in an image
; package: scheme-chez-srfi
; files: usr/share/r6rs/srfi/%3a158/srfi-158-impl.scm
; what: generators
(load "usr/share/r6rs/srfi/%3a158/srfi-158-impl.scm")
(generator->list (gmap + (make-range-generator 0 3) (generator 10 20 30)))      ; => (10 21 32)
(generator->list (gtake (gfilter odd? (make-iota-generator 10)) 3))     ; => (1 3 5)
(generator->list (make-coroutine-generator (lambda (yield) (yield 1) (yield 2))))       ; => (1 2)
