; in an image
; package: slib
; setup: slib.setup
; files: usr/share/slib/format.scm usr/share/slib/printf.scm usr/share/slib/scanf.scm usr/share/slib/stdio.scm usr/share/slib/fluidlet.scm usr/share/slib/mularg.scm
; what: Common Lisp's `format`, C's `printf` and `scanf`

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
