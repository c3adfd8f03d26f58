; SRFI 118: strings that grow.
(import (srfi 118))

(define s (make-string 0))
(string-append! s "abc" #\d "" "ef")
s                                       ; => "abcdef"
(string-append! s)
(string-append! s s)
s                                       ; => "abcdefabcdef"
(string-length s)                       ; => 12
(define t (string-copy "0123456789"))
(string-replace! t 2 5 "xy")
t                                       ; => "01xy56789"
(string-replace! t 0 0 "<>")
t                                       ; => "<>01xy56789"
(string-replace! t 4 6 "")
t                                       ; => "<>0156789"
(string-replace! t 0 2 "abcdef" 2)
t                                       ; => "cdef0156789"
(string-replace! t 0 4 "abcdef" 2 3)
t                                       ; => "c0156789"
(string-replace! t 1 8 t)
t                                       ; => "cc0156789"
; What is put in is taken before anything moves.
(define own (string-copy "aaabaaa"))
(string-replace! own 1 3 own 2 4)
own                                     ; => "aabbaaa"
(string-append! t 5)                    ; error: string-append!: expected a string or a character, got 5
(string-append! "literal" "x")          ; error: string-append!: a literal cannot be changed; change a string-copy of it: "literal"
(string-replace! t 0 20 "x")            ; error: string-replace!: expected an end index from 0 to 9, got 20
(string-replace! t 3 2 "x")             ; error: string-replace!: expected a start index from 0 to 2, got 3
(string-replace! t 0 1 #\x)             ; error: string-replace!: expected a string, got #\x
