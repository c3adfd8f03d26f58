; SRFI 28: basic format strings.
(import (srfi 28))

(format "Hello, ~a" "World!")           ; => "Hello, World!"
(format "Error, list is too short: ~s~%" '(one "two" 3))        ; => "Error, list is too short: (one \"two\" 3)\n"
(format "~a ~s ~A ~S" #\a #\a "b" "b")  ; => "a #\\a b \"b\""
(format "~~")                           ; => "~"
(format "~~a~~~~")                      ; => "~a~~"
(format "~~~a~~" 1)                     ; => "~1~"
(format "")                             ; => ""
(format "~%~%")                         ; => "\n\n"
(format "~a" "~a")                      ; => "~a"
(format "~a")                           ; error: format: no object is left for ~a: "~a"
(format "~a" 1 2)                       ; error: format: 1 objects more than the template has places for: "~a"
(format "~x" 1)                         ; error: format: expected ~a, ~s, ~% or ~~, got ~x: "~x"
(format "tilde ~")                      ; error: format: expected ~a, ~s, ~% or ~~, got a ~ at the end: "tilde ~"
(format 'a)                             ; error: format: expected a string, got a
