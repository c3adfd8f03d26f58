; in an image
; package: scheme9
; files: usr/share/scheme9/mergesort.scm usr/share/scheme9/quicksort.scm usr/share/scheme9/combine.scm usr/share/scheme9/permute.scm usr/share/scheme9/make-partitions.scm usr/share/scheme9/string-digest.scm usr/share/scheme9/draw-tree.scm usr/share/scheme9/factor.scm usr/share/scheme9/hyper.scm usr/share/scheme9/transpose.scm usr/share/scheme9/string-split.scm usr/share/scheme9/flatten.scm usr/share/scheme9/depth.scm
; what: small programs in plain R4RS
(define (load-from-library name) (load (string-append "usr/share/scheme9/" name)))
(load-from-library "mergesort.scm")
(load-from-library "quicksort.scm")
(load-from-library "combine.scm")
(load-from-library "permute.scm")
(load-from-library "make-partitions.scm")
(load-from-library "string-digest.scm")
(load-from-library "draw-tree.scm")
(load-from-library "factor.scm")
(load-from-library "hyper.scm")
(load-from-library "transpose.scm")
(load-from-library "string-split.scm")
(load-from-library "flatten.scm")
(load-from-library "depth.scm")
(mergesort < '(3 1 2))                  ; => (1 2 3)
(quicksort < '(3 1 2))                  ; => (1 2 3)
(combine 2 '(a b c))                    ; => ((a b) (a c) (b c))
(combine* 2 '(a b))                     ; => ((a a) (a b) (b b))
(length (permute 3 '(a b c)))           ; => 6
(make-partitions 4)                     ; => ((4) (3 1) (2 2) (2 1 1) (1 1 1 1))
(exact-integer? (string-digest "hello"))            ; => #t
(draw-tree '(a . b))                    ; prints [o|o]--- b      \n |      \n a      \n
(factor 24)                             ; => ((3 1) (2 3))
(hyper 4 2 3)                           ; => 16
(transpose '((1 2) (3 4)))              ; => ((1 3) (2 4))
(string-split #\, "a,b,c")              ; => ("a" "b" "c")
(flatten '((a) (b (c))))                ; => (a b c)
