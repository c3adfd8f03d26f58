; in an image
; package: slib
; setup: slib.setup
; files: usr/share/slib/pp.scm usr/share/slib/genwrite.scm usr/share/slib/obj2str.scm
; what: a pretty printer

(require 'object->string)
(object->string '(a "b" #\c 1.5 #(1 2)))            ; => "(a \"b\" #\\c 1.5 #(1 2))"
(object->limited-string '(a b c d e f g) 8)         ; => "(a b c d"
(require 'pretty-print)
(pretty-print '(define (f x) (if (= x 0) 'zero (let ((y (- x 1))) (list x y (f y) (f (- y 1)))))))
; prints (define (f x)\n  (if (= x 0)\n    'zero\n    (let ((y (- x 1))) (list x y (f y) (f (- y 1))))))\n
