; in an image
; package: slib
; files: usr/share/slib/pp.scm usr/share/slib/genwrite.scm usr/share/slib/obj2str.scm
; what: a pretty printer
; SLIB is told what to use here, as its Template.scm asks one to; its own `require` does the rest.
(define evaluate eval)
(define (eval x . where) (evaluate x (interaction-environment)))
(define exists? file-exists?)
(define remove-file delete-file)
(define (getenv name)
  (cond ((string=? name "SCHEME_LIBRARY_PATH") "usr/share/slib/")
        ((string=? name "{TEMPLATE}_IMPLEMENTATION_PATH") "")
        (else #f)))
(load "usr/share/slib/Template.scm")
(define file-exists? exists?)
(define delete-file remove-file)
(define macro:eval slib:eval)
(define macro:load slib:load-source)
(define (current-time) (exact (floor (current-second))))
(define difftime -)
(define (offset-time time by) (+ time by))

(require 'object->string)
(object->string '(a "b" #\c 1.5 #(1 2)))            ; => "(a \"b\" #\\c 1.5 #(1 2))"
(object->limited-string '(a b c d e f g) 8)         ; => "(a b c d"
(require 'pretty-print)
(pretty-print '(define (f x) (if (= x 0) 'zero (let ((y (- x 1))) (list x y (f y) (f (- y 1)))))))
; prints (define (f x)\n  (if (= x 0)\n    'zero\n    (let ((y (- x 1))) (list x y (f y) (f (- y 1))))))\n
