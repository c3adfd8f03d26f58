; Within a text of three parts or more, a choice had no line: what failed there, or was not in
; memory yet, was not found.
(define (joined a b c) (string-append a (number->string b) c))
(joined "a" 1 "c")                   ; => "a1c"
(joined "a" 1/2 "c")                 ; => "a1/2c"
(joined "a" "b" "c")                 ; error: number->string: expected a number, got "b"
(joined "a" 1 'c)                    ; error: string-append: expected a string, got c
(joined 'a 1/2 "c")                  ; error: string-append: expected a string, got a
