; R7RS 6.4 to 6.9: pairs and lists, symbols, characters, strings, vectors, bytevectors.

; ---- 6.4 pairs and lists

(list (pair? '(a . b)) (pair? '(a)) (pair? '()) (pair? '#(a b)))        ; => (#t #t #f #f)
(list (cons 'a '()) (cons '(a) '(b c)) (cons "a" '(b)) (cons 'a 3) (cons '(a b) 'c))    ; => ((a) ((a) b c) ("a" b) (a . 3) ((a b) . c))
(list (car '(a b)) (car '((a) b)) (car '(1 . 2)) (cdr '((a) b)) (cdr '(1 . 2)))         ; => (a (a) 1 (b) 2)
(car '())                               ; error: car: expected a pair, got () at 1:1
(cdr "x")                               ; error: cdr: expected a pair, got "x"
(car #(1 2))                            ; error: car: expected a pair, got #(1 2)
(let ((p (cons 1 2))) (set-car! p 'a) (set-cdr! p '(b)) p)      ; => (a b)
(set-car! '() 1)                        ; error: set-car!: expected a pair, got ()
(list (cadr '(1 2)) (cddr '(1 2 3)) (caar '((1))) (cdar '((1 2))))      ; => (2 (3) 1 (2))
(cadr '(1))                             ; error: cadr: expected a pair whose cdr is a pair, got (1)
(list (caddr '(1 2 3)) (cadddr '(1 2 3 4)) (cdddr '(1 2 3 4)) (caadr '(1 (2))))         ; => (3 4 (4) 2)
(list (list? '(a b)) (list? '()) (list? '(a . b)) (list? '#0=(a . #0#)) (list? 5))      ; => (#t #t #f #f #f)
(list (make-list 2 3) (length (make-list 4)) (make-list 0))     ; => ((3 3) 4 ())
(make-list -1)                          ; error: make-list: expected a size (an exact integer from 0), got -1
(list (list) (list 'a (+ 3 4) 'c))      ; => (() (a 7 c))
(list (length '(a b c)) (length '(a (b) (c d e))) (length '()))         ; => (3 3 0)
(length '(1 . 2))                       ; error: length: expected a list, got (1 . 2)
(length '#0=(a . #0#))                  ; error: length: expected a list, got (a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a ...
(list (append '(x) '(y)) (append '(a) '(b c d)) (append '(a (b)) '((c))) (append) (append '() 'a) (append '(a b) '(c . d)))     ; => ((x y) (a b c d) (a (b) (c)) () a (a b c . d))
(let ((l (list 1 2))) (eq? l (append '() l)))   ; => #t
(append '(1 . 2) '(3))                  ; error: append: expected a list, got (1 . 2)
(append 5 '(3))                         ; error: append: expected a list, got 5
(list (reverse '(a b c)) (reverse '(a (b c) d)) (reverse '()))  ; => ((c b a) (d (b c) a) ())
(reverse 'a)                            ; error: reverse: expected a list, got a
(list (list-tail '(a b c) 1) (list-tail '(a) 1) (list-ref '(a b c d) 2))        ; => ((b c) () c)
(list-ref '(1 2) 2)                     ; error: list-ref: expected a list of at least 3 elements, got (1 2)
(list-tail '(1 2) 3)                    ; error: list-tail: expected a list of at least 3 elements, got (1 2)
(list-ref '(1 2) -1)                    ; error: list-ref: expected an index from 0 to 1, got -1
(list-ref '(1 2) 1.0)                   ; error: list-ref: expected an index (an exact integer from 0), got 1.0
(let ((l (list 'one 'two 'five))) (list-set! l 2 'three) l)     ; => (one two three)
(list (memq 'c '(a b c d)) (memq 'z '(a)) (memq (list 'a) '(b (a) c)) (member (list 'a) '(b (a) c)) (memv 101 '(100 101 102)))  ; => ((c d) #f #f ((a) c) (101 102))
(list (member "B" '("a" "b") string-ci=?) (member 2.0 '(1 2 3) =))      ; => (("b") (2 3))
(list (assq 'b '((a 1) (b 2))) (assq 'd '((a 1))) (assq (list 'a) '(((a)))) (assoc (list 'a) '(((a)) ((b)))) (assoc 2.0 '((1 1) (2 4)) =) (assv 5 '((2 3) (5 7))))       ; => ((b 2) #f #f ((a)) (2 4) (5 7))
(assq 'x '(1 2))                        ; error: assq: expected a list of pairs, got (1 2)
(memq 'x '(1 . 2))                      ; error: memq: expected a list, got (1 . 2)
(let* ((a '(1 2 3)) (b (list-copy a))) (list (equal? a b) (eq? a b)))   ; => (#t #f)
(list (list-copy '()) (list-copy 5) (list-copy '(1 . 2)))       ; => (() 5 (1 . 2))

; ---- 6.5 symbols

(list (symbol? 'foo) (symbol? (car '(a b))) (symbol? "bar") (symbol? '()) (symbol? #f))         ; => (#t #t #f #f #f)
(list (symbol->string 'flying-fish) (symbol->string 'Martin) (symbol->string (string->symbol "Malvina")))       ; => ("flying-fish" "Martin" "Malvina")
(list (string->symbol "mISSISSIppi") (string->symbol "K. Harper") (string->symbol "") (string->symbol "1") (string->symbol "a|b"))      ; => (mISSISSIppi |K. Harper| || |1| |a\|b|)
(eqv? 'bitBlt (string->symbol "bitBlt"))        ; => #t
(eq? 'a 'A)                             ; => #f
'|a\x41;b|                              ; => aAb
(list (symbol=? 'a 'a 'a) (symbol=? 'a 'b))     ; => (#t #f)
(symbol=? 'a "a")                       ; error: symbol=?: expected a symbol, got "a"
(symbol->string "a")                    ; error: symbol->string: expected a symbol, got "a"
(string->symbol 'a)                     ; error: string->symbol: expected a string, got a
'(λ → straße)                           ; => (λ → straße)

; ---- 6.6 characters

(list #\a #\A #\( #\space #\newline #\tab #\null #\delete #\escape #\alarm #\backspace #\return #\x41 #\λ #\x3bb)       ; => (#\a #\A #\( #\space #\newline #\tab #\null #\delete #\escape #\alarm #\backspace #\return #\A #\λ #\λ)
(list (char? #\a) (char? "a") (char->integer #\A) (integer->char 955) (char->integer #\x10FFFF))        ; => (#t #f 65 #\λ 1114111)
(list (char<? #\a #\b #\c) (char=? #\a #\a) (char>? #\b #\a) (char-ci=? #\a #\A) (char<=? #\a #\a #\b) (char>=? #\b #\a #\a))   ; => (#t #t #t #t #t #t)
(list (char-upcase #\i) (char-downcase #\I) (char-foldcase #\Σ) (char-upcase #\ß))      ; => (#\I #\i #\σ #\ß)
(list (char-alphabetic? #\a) (char-numeric? #\3) (char-whitespace? #\space) (char-upper-case? #\A) (char-lower-case? #\A) (char-alphabetic? #\1))       ; => (#t #t #t #t #f #f)
(list (digit-value #\3) (digit-value #\x0664) (digit-value #\a))        ; => (3 4 #f)
(integer->char #xD800)                  ; error: integer->char: expected a Unicode scalar value, got 55296
(char-upcase "a")                       ; error: char-upcase: expected a character, got "a"
(char<? #\a 1)                          ; error: char<?: expected a character, got 1
(char->integer 65)                      ; error: char->integer: expected a character, got 65

; ---- 6.7 strings

"a\nb\t\"q\"\\ \a\x41;"                 ; => "a\nb\t\"q\"\\ \aA"
"one \
   line"                                ; => "one line"
(list (string? "a") (string? 'a) (make-string 3 #\*) (string #\a #\b) (string) (string-length "λx"))    ; => (#t #f "***" "ab" "" 2)
(string-ref "abc" 1)                    ; => #\b
(string-ref "abc" 3)                    ; error: string-ref: expected an index from 0 to 2, got 3
(string-ref "" 0)                       ; error: string-ref: the string is empty, it has no index 0
(string-ref 'abc 0)                     ; error: string-ref: expected a string, got abc
(let ((s (make-string 3 #\a))) (string-set! s 1 #\λ) s)         ; => "aλa"
(string-set! "literal" 0 #\x)           ; error: string-set!: a literal cannot be changed; change a string-copy of it: "literal"
(string-set! (string-copy "abc") 3 #\x) ; error: string-set!: expected an index from 0 to 2, got 3
(string-set! (string-copy "abc") 0 "x") ; error: string-set!: expected a character, got "x"
(list (string=? "a" "a" "a") (string<? "a" "b" "c") (string<? "a" "ab") (string>? "b" "a") (string<=? "a" "a") (string>=? "b" "a" "c"))         ; => (#t #t #t #t #t #f)
(list (string-ci=? "Straße" "STRASSE") (string-ci<? "a" "B") (string-ci>? "b" "A"))     ; => (#t #t #t)
(string=? "a" 'a)                       ; error: string=?: expected a string, got a
(list (string-upcase "abc") (string-downcase "ABC") (string-foldcase "AbC") (string-upcase "straße"))   ; => ("ABC" "abc" "abc" "STRASSE")
(list (substring "hello" 1 3) (substring "hello" 2 2) (string-append "a" "b" "c") (string-append))      ; => ("el" "" "abc" "")
(substring "hello" 3 1)                 ; error: substring: expected a start index from 0 to 1, got 3
(substring "hello" 0 9)                 ; error: substring: expected an end index from 0 to 5, got 9
(string-append "a" 1)                   ; error: string-append: expected a string, got 1
(list (string->list "abc") (string->list "abcd" 1) (string->list "abcd" 1 3) (list->string '(#\a #\b)))         ; => ((#\a #\b #\c) (#\b #\c #\d) (#\b #\c) "ab")
(list->string '(1))                     ; error: list->string: expected a character, got 1
(list (string-copy "hello") (string-copy "hello" 2) (string-copy "hello" 1 3))  ; => ("hello" "llo" "el")
(let ((s (make-string 4 #\-))) (string-copy! s 1 "ab") s)       ; => "-ab-"
(let ((s (string-copy "abcde"))) (string-copy! s 1 s 0 3) s)    ; => "aabce"
(let ((s (string-copy "abcde"))) (string-copy! s 0 s 2) s)      ; => "cdede"
(string-copy! (make-string 2) 1 "abc")  ; error: string-copy!: 3 characters do not fit at index 1 of a string of 2
(let ((s (make-string 3 #\a))) (string-fill! s #\b) (string-fill! s #\c 1 2) s)         ; => "bcb"
; A string's text is its own: what it was made from does not change with it.
(let* ((a (string #\x)) (b (string-copy a)) (c (string-append a))) (string-set! a 0 #\y) (list a b c))  ; => ("y" "x" "x")
(let ((s (string #\a))) (eq? s (string-append s)))      ; => #f

; ---- 6.8 vectors

(list (vector? #(1)) (vector? '(1)) (make-vector 2 'a) (vector 'a 'b) (vector) (vector-length #(1 2 3)))        ; => (#t #f #(a a) #(a b) #() 3)
(list (vector-ref '#(1 1 2 3 5 8) 5) (vector-ref #(a) 0))       ; => (8 a)
(let ((v (vector 0 '(2 2) "Anna"))) (vector-set! v 1 '("Sue")) v)       ; => #(0 ("Sue") "Anna")
(vector-ref (vector 1 2) 2)             ; error: vector-ref: expected an index from 0 to 1, got 2 at 1:1
(vector-ref (vector 1 2) -1)            ; error: vector-ref: expected an index from 0 to 1, got -1
(vector-ref (vector 1 2) 1.0)           ; error: vector-ref: expected an index (an exact integer from 0), got 1.0
(vector-ref #() 0)                      ; error: vector-ref: the vector is empty, it has no index 0
(vector-ref '(1) 0)                     ; error: vector-ref: expected a vector, got (1)
(vector-set! #(1 2) 0 'x)               ; error: vector-set!: a literal cannot be changed; change a vector-copy of it: #(1 2)
(vector-set! (vector 1) 1 'x)           ; error: vector-set!: expected an index from 0 to 0, got 1
(vector-length '(1))                    ; error: vector-length: expected a vector, got (1)
(list (vector->list #(1 2 3)) (vector->list #(1 2 3) 1) (vector->list #(1 2 3) 1 2) (list->vector '(1 2)))      ; => ((1 2 3) (2 3) (2) #(1 2))
(list (string->vector "ABC") (vector->string #(#\1 #\2)) (vector->string #(#\a #\b #\c) 1 2))   ; => (#(#\A #\B #\C) "12" "b")
(vector->string #(1))                   ; error: vector->string: expected a character, got 1
(list (vector-copy #(1 2 3)) (vector-copy #(1 2 3) 1) (vector-copy #(1 2 3) 0 2))       ; => (#(1 2 3) #(2 3) #(1 2))
(let ((v (vector-copy #(1 2)))) (vector-set! v 0 'mine) v)      ; => #(mine 2)
(let ((a (vector 1 2 3 4 5)) (b (vector 10 20 30 40 50))) (vector-copy! b 1 a 0 2) b)   ; => #(10 1 2 40 50)
(let ((v (vector 1 2 3 4))) (vector-copy! v 1 v 0 3) v) ; => #(1 1 2 3)
(vector-copy! (vector 1) 0 #(1 2))      ; error: vector-copy!: 2 elements do not fit at index 0 of a vector of 1
(list (vector-append #(a) #(b c)) (vector-append))      ; => (#(a b c) #())
(let ((v (vector 1 2 3 4 5))) (vector-fill! v 'smash 2 4) v)    ; => #(1 2 smash smash 5)
(list->vector 5)                        ; error: list->vector: expected a list, got 5
(make-vector 2.0)                       ; error: make-vector: expected a size (an exact integer from 0), got 2.0

; ---- 6.9 bytevectors

(list (bytevector? #u8(1)) (bytevector? #(1)) (make-bytevector 2 12) (bytevector 1 3 5) (bytevector) (bytevector-length #u8(1 2)))      ; => (#t #f #u8(12 12) #u8(1 3 5) #u8() 2)
(bytevector-u8-ref #u8(1 1 2 3 5 8 13 21) 5)    ; => 8
(let ((bv (bytevector 1 2 3 4))) (bytevector-u8-set! bv 1 3) bv)        ; => #u8(1 3 3 4)
(bytevector-u8-ref #u8(1) 1)            ; error: bytevector-u8-ref: expected an index from 0 to 0, got 1
(bytevector 256)                        ; error: bytevector: expected a byte (an exact integer from 0 to 255), got 256
(bytevector-u8-set! (bytevector 1) 0 -1)        ; error: bytevector-u8-set!: expected a byte (an exact integer from 0 to 255), got -1
(bytevector-u8-set! #u8(1) 0 1)         ; error: bytevector-u8-set!: a literal cannot be changed; change a bytevector-copy of it: #u8(1)
(list (bytevector-copy #u8(1 2 3 4 5) 2 4) (bytevector-append #u8(0 1 2) #u8(3 4 5)))   ; => (#u8(3 4) #u8(0 1 2 3 4 5))
(let ((a (bytevector 1 2 3 4 5)) (b (bytevector 10 20 30 40 50))) (bytevector-copy! b 1 a 0 2) b)       ; => #u8(10 1 2 40 50)
(list (utf8->string #u8(#x41)) (string->utf8 "λ") (utf8->string (string->utf8 "straße") 1 3))   ; => ("A" #u8(206 187) "tr")
(utf8->string #u8(255))                 ; error: utf8->string: byte 0 is not valid UTF-8: invalid start byte #u8(255)

; A search of a circular list ends.
(let ((l (list 1 2 3))) (set-cdr! (cddr l) l) (list (memv 3 l) 'found))         ; => (#0=(3 1 2 . #0#) found)
(let ((l (list 1 2 3))) (set-cdr! (cddr l) l) (memv 4 l))     ; error: memv: expected a list, got (1 2 3 1 2 3 1 2 3 1 2 3 1 2 3 1 2 3 1 2 3 1 2 3 1 2 3 1 2 3 1 2 3 1 ...
