; Characters, strings and symbols: R7RS 6.5 to 6.7.

(char->integer #\A)                     ; => 65
(integer->char 955)                     ; => #\λ
(integer->char #xD800)                  ; error: integer->char: expected a Unicode scalar value, got 55296
(list #\space #\newline #\tab #\null #\delete #\escape #\alarm #\backspace #\return #\x7)  ; => (#\space #\newline #\tab #\null #\delete #\escape #\alarm #\backspace #\return #\alarm)
(char<? #\a #\b #\c)                    ; => #t
(char-ci=? #\a #\A)                     ; => #t
(char<? #\a "b")                        ; error: char<?: expected a character, got "b"
(map char-upcase '(#\a #\ß #\1))        ; => (#\A #\ß #\1)
(map char-alphabetic? '(#\a #\1 #\λ))   ; => (#t #f #t)
(map char-numeric? '(#\a #\1 #\٣))      ; => (#f #t #t)
(char-whitespace? #\space)              ; => #t
(digit-value #\٣)                       ; => 3
(digit-value #\a)                       ; => #f

; ---- strings

(make-string 3 #\x)                     ; => "xxx"
(string #\a #\b)                        ; => "ab"
(string-length "abc")                   ; => 3
(string-length #\a)                     ; error: string-length: expected a string, got #\a
(string-ref "abc" 1)                    ; => #\b
(string-ref "abc" 3)                    ; error: string-ref: expected an index from 0 to 2, got 3
(string-ref "" 0)                       ; error: string-ref: the string is empty, it has no index 0
(string-ref "abc" -1)                   ; error: string-ref: expected an index from 0 to 2, got -1
(let ((s (make-string 2 #\-))) (string-set! s 1 #\x) s) ; => "-x"
(string-set! "abc" 0 #\x)               ; error: string-set!: a literal cannot be changed; change a string-copy of it: "abc"
(string-set! (symbol->string 'a) 0 #\x) ; error: string-set!: a literal cannot be changed; change a string-copy of it: "a"
(string=? "a" "a" "b")                  ; => #f
(string<? "a" "b" "c")                  ; => #t
(string-ci=? "Straße" "STRASSE")        ; => #t
(string<? "a" 'b)                       ; error: string<?: expected a string, got b
(substring "hello" 1 3)                 ; => "el"
(substring "hello" 3 1)                 ; error: substring: expected a start index from 0 to 1, got 3
(substring "hello" 0 9)                 ; error: substring: expected an end index from 0 to 5, got 9
(string-append "a" "b" "c")             ; => "abc"
(string-append "a" 'b)                  ; error: string-append: expected a string, got b
(string-append "a" #\b)                 ; error: string-append: expected a string, got #\b
(string->list "abc" 1)                  ; => (#\b #\c)
(list->string '(#\a #\b))               ; => "ab"
(list->string '(#\a b))                 ; error: list->string: expected a character, got b
(string-copy "hello" 2)                 ; => "llo"
(let ((s (make-string 5 #\-))) (string-copy! s 1 "abc" 1) s)    ; => "-bc--"
(let ((s (string-copy "abcde"))) (string-copy! s 1 s 0 3) s)    ; => "aabce"
(let ((s (make-string 2))) (string-copy! s 1 "abc"))    ; error: string-copy!: 3 characters do not fit at index 1 of a string of 2
(let ((s (make-string 3 #\-))) (string-fill! s #\x 1) s)    ; => "-xx"
(string-upcase "straße")                ; => "STRASSE"
(string-downcase "ABC")                 ; => "abc"
(string-foldcase "Straße")              ; => "strasse"
(string->vector "abc")                  ; => #(#\a #\b #\c)
(vector->string #(#\a #\b #\c) 1)       ; => "bc"
(string-map char-upcase "abc")          ; => "ABC"
(string-map (lambda (a b) (if (char<? a b) a b)) "adc" "bbbb")  ; => "abb"
(string-for-each (lambda (c) (write c)) "ab")           ; prints #\a#\b
(string-for-each (lambda (a b) (display (list a b))) "ab" "xyz")    ; prints (a x)(b y)
(string-count "banana" #\a)             ; => 3
(string-index "banana" #\n)             ; => 2
(string-index "banana" char-upper-case?)    ; => #f
(string-join '("a" "b" "c") ", ")       ; => "a, b, c"
(string-split "a,b,,c" #\,)             ; => ("a" "b" "" "c")
(string-split "  a b ")                 ; => ("a" "b")
(string-search-forward "na" "banana" 3) ; => 4
(string-search-backward "na" "banana" 6)    ; => 6
(string-search-all "na" "banana")       ; => (2 4)
(string-pad-left "7" 3)                 ; => "  7"
(string-pad-left "12345" 3)             ; => "345"
(string-pad-left "7" 3 #\0)             ; => "007"
(string-pad-right "abcd" 2)             ; => "ab"
(string-prefix? "he" "hello")           ; => #t
(string-trim "  x ")                    ; => "x"
(string-null? "")                       ; => #t
"a\"b\\c\nd\te\x7;"                     ; => "a\"b\\c\nd\te\a"

; ---- symbols and booleans

(symbol->string 'abc)                   ; => "abc"
(string->symbol "Hello World")          ; => |Hello World|
(string->symbol "")                     ; => ||
(string->symbol "12")                   ; => |12|
'|a\x41;b|                              ; => aAb
(list '+ '- '... '-> '+a '|.|)          ; => (+ - ... -> +a |.|)
(symbol=? 'a 'a 'b)                     ; => #f
(symbol-append 'foo 'bar)               ; => foobar
(symbol->string "a")                    ; error: symbol->string: expected a symbol, got "a"
(boolean=? #t #t #t)                    ; => #t
(boolean=? #t 1)                        ; error: boolean=?: expected a boolean, got 1
