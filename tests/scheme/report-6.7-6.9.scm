; The examples of R7RS 6.7 to 6.9: strings, vectors, bytevectors.

; ---- 6.7 strings

(list "\a\b\t\n\r\"\\\|" "\x41;bc" "a\x3bb;")           ; => ("\a\b\t\n\r\"\\|" "Abc" "aλ")
"Here's text \
    containing just one line"           ; => "Here's text containing just one line"
"The word \"recursion\" has many meanings."             ; => "The word \"recursion\" has many meanings."
(string-length "\x03B1; is named GREEK SMALL LETTER ALPHA.")    ; => 36
(list (string? "a") (string? #\a) (string? 'a))         ; => (#t #f #f)
(list (make-string 3 #\x) (make-string 0 #\x) (string-length (make-string 4)))          ; => ("xxx" "" 4)
(list (string) (string #\a) (string #\a #\λ #\x1F600))  ; => ("" "a" "aλ😀")
(list (string-length "") (string-length "λx") (string-length "😀"))     ; => (0 2 1)
(list (string-ref "abc" 0) (string-ref "aλc" 1) (string-ref "😀b" 1))   ; => (#\a #\λ #\b)
(string-ref "abc" 3)                    ; error: string-ref: expected an index from 0 to 2, got 3
(string-ref "" 0)                       ; error: string-ref: the string is empty, it has no index 0
(string-ref "abc" -1)                   ; error: string-ref: expected an index from 0 to 2, got -1
(define (f) (make-string 3 #\*))
(define (g) "***")
(let ((s (f))) (string-set! s 0 #\?) s) ; => "?**"
(string-set! (g) 0 #\?)                 ; error: string-set!: a literal cannot be changed; change a string-copy of it: "***"
(string-set! (symbol->string 'immutable) 0 #\?)         ; error: string-set!: a literal cannot be changed; change a string-copy of it: "immutable"
(let ((s (string #\a #\b))) (string-set! s 1 #\😀) (list s (string-length s)))          ; => ("a😀" 2)
(list (string=? "abc" "abc") (string=? "abc" "abd") (string=? "a" "a" "a") (string=? "a" "a" "b"))      ; => (#t #f #t #f)
(list (string<? "a" "b") (string<? "a" "ab") (string<? "" "a") (string<? "B" "a") (string<? "a" "b" "c"))       ; => (#t #t #t #t #t)
(list (string>? "b" "a") (string<=? "a" "a" "b") (string>=? "b" "b" "a") (string>? "a" "a"))            ; => (#t #t #t #f)
(list (string-ci=? "AbC" "aBc") (string-ci=? "Straße" "STRASSE") (string-ci=? "ΑΣ" "ας" "ασ"))          ; => (#t #t #t)
(list (string-ci<? "a" "B") (string-ci>? "B" "a") (string-ci<=? "a" "A") (string-ci>=? "A" "a"))        ; => (#t #t #t #t)
(list (string-upcase "abc") (string-upcase "Straße") (string-downcase "ABC") (string-foldcase "Straße"))        ; => ("ABC" "STRASSE" "abc" "strasse")
; The small sigma at the end of a word is another letter than within it.
(list (string-downcase "ΧΑΟΣ") (string-downcase "ΧΑΟΣΣ") (string-downcase "ΧΑΟΣ ΣΑΣ") (string-upcase "χαος") (string-foldcase "ΧΑΟΣ"))  ; => ("χαος" "χαοσς" "χαος σας" "ΧΑΟΣ" "χαοσ")
(list (string-upcase "ﬁ") (string-downcase "İ") (string-foldcase "AbC"))        ; => ("FI" "i̇" "abc")
(list (substring "abcde" 1 3) (substring "abc" 0 0) (substring "abc" 3 3) (substring "abc" 0 3))        ; => ("bc" "" "" "abc")
(substring "abc" 2 1)                   ; error: substring: expected a start index from 0 to 1, got 2
(substring "abc" 0 4)                   ; error: substring: expected an end index from 0 to 3, got 4
(list (string-append) (string-append "a") (string-append "a" "b" "c"))  ; => ("" "a" "abc")
(let ((s "abc")) (list (eq? s (string-append s)) (eq? s (string-copy s))))      ; => (#f #f)
(list (string->list "apple") (string->list "apple" 2) (string->list "apple" 2 4) (string->list "")) ; => ((#\a #\p #\p #\l #\e) (#\p #\l #\e) (#\p #\l) ())
(list (list->string '(#\a #\b)) (list->string '()))     ; => ("ab" "")
(list->string '(#\a 1))                 ; error: list->string: expected a character, got 1
(list (string-copy "hello") (string-copy "hello" 2) (string-copy "hello" 1 3))  ; => ("hello" "llo" "el")
(define a "12345")
(define b (string-copy "abcde"))
(string-copy! b 1 a 0 2)
b                                       ; => "a12de"
(let ((s (string-copy "abcde"))) (string-copy! s 1 s 0 3) s)    ; => "aabce"
(let ((s (string-copy "abcde"))) (string-copy! s 0 s 2) s)      ; => "cdede"
(string-copy! (string-copy "ab") 1 "xyz")       ; error: string-copy!: 3 characters do not fit at index 1 of a string of 2
(let ((s (string-copy "abcde"))) (string-fill! s #\x) s)        ; => "xxxxx"
(let ((s (string-copy "abcde"))) (string-fill! s #\x 1 3) s)    ; => "axxde"
(let ((s (string-copy "abcde"))) (string-fill! s #\x 3) s)      ; => "abcxx"

; ---- 6.8 vectors

#(0 (2 2 2 2) "Anna")                   ; => #(0 (2 2 2 2) "Anna")
(list (vector? #(1)) (vector? '(1)) (vector? "1") (vector? #u8(1)))     ; => (#t #f #f #f)
(list (make-vector 3 'x) (make-vector 0) (vector-length (make-vector 2)))       ; => (#(x x x) #() 2)
(vector 'a 'b 'c)                       ; => #(a b c)
(vector)                                ; => #()
(vector-length #(1 2 3))                ; => 3
(vector-ref '#(1 1 2 3 5 8 13 21) 5)    ; => 8
(vector-ref '#(1 1 2 3 5 8 13 21) (exact (round (* 2 (acos -1)))))      ; => 13
(vector-ref #(1 2) 2)                   ; error: vector-ref: expected an index from 0 to 1, got 2
(vector-ref #() 0)                      ; error: vector-ref: the vector is empty, it has no index 0
(vector-ref #(1 2) 1.0)                 ; error: vector-ref: expected an index (an exact integer from 0), got 1.0
(let ((vec (vector 0 '(2 2 2 2) "Anna"))) (vector-set! vec 1 '("Sue" "Sue")) vec)       ; => #(0 ("Sue" "Sue") "Anna")
(vector-set! '#(0 1 2) 1 "doe")         ; error: vector-set!: a literal cannot be changed; change a vector-copy of it: #(0 1 2)
(vector->list '#(dah dah didah))        ; => (dah dah didah)
(vector->list '#(dah dah didah) 1)      ; => (dah didah)
(vector->list '#(dah dah didah) 1 2)    ; => (dah)
(list->vector '(dididit dah))           ; => #(dididit dah)
(string->vector "ABC")                  ; => #(#\A #\B #\C)
(list (string->vector "ABCDE" 1) (string->vector "ABCDE" 1 3))          ; => (#(#\B #\C #\D #\E) #(#\B #\C))
(vector->string #(#\1 #\2 #\3))         ; => "123"
(list (vector->string #(#\1 #\2 #\3) 1) (vector->string #(#\1 #\2 #\3) 1 2) (vector->string #()))       ; => ("23" "2" "")
(vector->string #(#\a 1))               ; error: vector->string: expected a character, got 1
(define a #(1 8 2 8))
(define b (vector-copy a))
(vector-set! b 0 3)
b                                       ; => #(3 8 2 8)
(define c (vector-copy b 1 3))
c                                       ; => #(8 2)
(vector-copy #(1 2 3) 1)                ; => #(2 3)
(define a (vector 1 2 3 4 5))
(define b (vector 10 20 30 40 50))
(vector-copy! b 1 a 0 2)
b                                       ; => #(10 1 2 40 50)
(let ((v (vector 1 2 3 4 5))) (vector-copy! v 1 v 0 3) v)       ; => #(1 1 2 3 5)
(let ((v (vector 1 2 3 4 5))) (vector-copy! v 0 v 2) v)         ; => #(3 4 5 4 5)
(vector-copy! (vector 1 2) 1 #(1 2 3))  ; error: vector-copy!: 3 elements do not fit at index 1 of a vector of 2
(vector-append #(a b c) #(d e f))       ; => #(a b c d e f)
(list (vector-append) (vector-append #(1)) (vector-append #(1) #() #(2 3)))     ; => (#() #(1) #(1 2 3))
(define a (vector 1 2 3 4 5))
(vector-fill! a 'smash 2 4)
a                                       ; => #(1 2 smash smash 5)
(let ((v (vector 1 2 3))) (vector-fill! v 0) v)         ; => #(0 0 0)
(let ((v (vector 1 2 3))) (vector-fill! v 0 1) v)       ; => #(1 0 0)
(vector-fill! (vector 1 2) 0 3)         ; error: vector-fill!: expected a start index from 0 to 2, got 3

; ---- 6.9 bytevectors

#u8(0 10 5)                             ; => #u8(0 10 5)
(list (bytevector? #u8()) (bytevector? #(1)))           ; => (#t #f)
(make-bytevector 2 12)                  ; => #u8(12 12)
(bytevector-length (make-bytevector 3)) ; => 3
(bytevector 1 3 5 1 3 5)                ; => #u8(1 3 5 1 3 5)
(bytevector)                            ; => #u8()
(bytevector 256)                        ; error: bytevector: expected a byte (an exact integer from 0 to 255), got 256
(bytevector -1)                         ; error: bytevector: expected a byte (an exact integer from 0 to 255), got -1
(bytevector-u8-ref '#u8(1 1 2 3 5 8 13 21) 5)           ; => 8
(bytevector-u8-ref #u8(1) 1)            ; error: bytevector-u8-ref: expected an index from 0 to 0, got 1
(let ((bv (bytevector 1 2 3 4))) (bytevector-u8-set! bv 1 3) bv)        ; => #u8(1 3 3 4)
(bytevector-u8-set! #u8(1 2) 0 1)       ; error: bytevector-u8-set!: a literal cannot be changed; change a bytevector-copy of it: #u8(1 2)
(define a #u8(1 2 3 4 5))
(bytevector-copy a 2 4)                 ; => #u8(3 4)
(list (bytevector-copy a) (bytevector-copy a 3))        ; => (#u8(1 2 3 4 5) #u8(4 5))
(define a (bytevector 1 2 3 4 5))
(define b (bytevector 10 20 30 40 50))
(bytevector-copy! b 1 a 0 2)
b                                       ; => #u8(10 1 2 40 50)
(let ((v (bytevector 1 2 3 4 5))) (bytevector-copy! v 1 v 0 3) v)       ; => #u8(1 1 2 3 5)
(bytevector-append #u8(0 1 2) #u8(3 4 5))       ; => #u8(0 1 2 3 4 5)
(list (bytevector-append) (bytevector-append #u8(1)))   ; => (#u8() #u8(1))
(utf8->string #u8(#x41))                ; => "A"
(string->utf8 "λ")                      ; => #u8(206 187)
(list (utf8->string #u8(65 66 67) 1) (utf8->string #u8(65 66 67) 1 2) (string->utf8 "abc" 1) (string->utf8 "aλc" 1 2))          ; => ("BC" "B" #u8(98 99) #u8(206 187))
(utf8->string (string->utf8 "😀"))      ; => "😀"
(equal? #u8(1 2) (bytevector 1 2))      ; => #t
