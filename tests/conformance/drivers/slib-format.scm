; in an image
; package: slib
; files: usr/share/slib/format.scm usr/share/slib/printf.scm usr/share/slib/scanf.scm usr/share/slib/stdio.scm usr/share/slib/fluidlet.scm usr/share/slib/mularg.scm
; what: Common Lisp's `format`, C's `printf` and `scanf`
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

(require 'format)
(format #f "~a and ~s" "one" "two")     ; => "one and \"two\""
(format #f "~5d|~x|~b|~o" 42 255 5 8)   ; => "   42|ff|101|10"
(format #f "~r ~:r ~@r" 42 42 42)       ; => "forty-two forty-second XLII"
(format #f "~{~a~^, ~}" '(1 2 3))       ; => "1, 2, 3"
(format #f "~8,2f" 3.14159)             ; => "    3.14"
(require 'printf)
(sprintf #f "%05d|%-5s|%x|%c" 42 "ab" 255 #\z)      ; => "00042|ab   |ff|z"
(sprintf #f "%.3f %e" 3.14159 31415.9)  ; => "3.142 3.141590e+04"
(require 'scanf)
(scanf-read-list "%d %s %f" "12 apples 3.5")        ; => (12 "apples" 3.5)
