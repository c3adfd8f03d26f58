; in an image
; package: guile-3.0-libs
; files: usr/share/guile/3.0/sxml/upstream/SXPath-old.scm
; what: XPath over SXML, with the checks inside it
; Its author's prelude: a line end, messages, a decrement. The checks inside the file run as it is loaded.
(define nl (string #\newline))
(define (cerr . messages) #f)
(define-syntax dec (syntax-rules () ((_ x) (- x 1))))
(load "usr/share/guile/3.0/sxml/upstream/SXPath-old.scm")
(define document '(*TOP* (a (b "x") (c (b "y")) (b "z"))))
((sxpath '(// b)) document)                                     ; => ((b "x") (b "z") (b "y"))
((sxpath '(a (b 2))) document)                                  ; => ((b "z"))
((sxpath '(a c b *text*)) document)                             ; => ("y")
((node-typeof? '*text*) "x")                                    ; => #t
