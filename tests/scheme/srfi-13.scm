; SRFI 13: strings.
(import (srfi 13) (only (srfi 14) char-set char-set:digit char-set:letter char-set:whitespace char-set->string))

(define (both thunk) (call-with-values thunk list))
; A predicate that may wait, so that no builtin can call it.
(define (slowly suits?) (lambda (c) (test-pause (suits? c))))
(define vowel? (slowly (lambda (c) (memv c '(#\a #\e #\i #\o #\u)))))

; ---- kinds
(list (string? "a") (string? #\a) (string-null? "") (string-null? "a")) ; => (#t #f #t #f)
(string-every #\a "aaa")                ; => #t
(string-every #\a "aba")                ; => #f
(string-every char-set:digit "123")     ; => #t
(string-every char-set:digit "12a")     ; => #f
(string-every (lambda (c) (char->integer c)) "ab")      ; => 98
(string-every char-numeric? "")         ; => #t
(string-every char-numeric? "a12" 1)    ; => #t
(string-every vowel? "aeb")             ; => #f
(string-any #\b "abc")                  ; => #t
(string-any char-set:digit "abc")       ; => #f
(string-any (lambda (c) (and (char>? c #\a) c)) "abc")  ; => #\b
(string-any vowel? "xyz")               ; => #f
(string-any char-numeric? "1ab" 1 3)    ; => #f
(string-any char-numeric? "1ab" 1 9)    ; error: string-any: expected an end index from 0 to 3, got 9
(list (string-any 5 "abc"))             ; error: string-any: expected a character, a char-set or a predicate, got 5

; ---- making
(make-string 3 #\x)                     ; => "xxx"
(string #\a #\b)                        ; => "ab"
(string-tabulate (lambda (i) (integer->char (+ i 97))) 5)       ; => "abcde"
(string-tabulate (lambda (i) i) 2)      ; error: string-tabulate: expected a character or a string, got 0
(string->list "hello" 1 3)              ; => (#\e #\l)
(list->string '(#\a #\b))               ; => "ab"
(reverse-list->string '(#\a #\B #\c))   ; => "cBa"
(reverse-list->string '("a"))           ; error: reverse-list->string: expected a character, got "a"
(string-join '("foo" "bar" "baz"))      ; => "foo bar baz"
(string-join '("foo" "bar" "baz") ":")  ; => "foo:bar:baz"
(string-join '("foo" "bar" "baz") ":" 'suffix)  ; => "foo:bar:baz:"
(string-join '("foo" "bar") ":" 'prefix)        ; => ":foo:bar"
(string-join '("foo" "bar") ":" 'strict-infix)  ; => "foo:bar"
(string-join '() ":")                   ; => ""
(string-join '("") ":" 'suffix)         ; => ":"
(string-join '() ":" 'strict-infix)     ; error: string-join: the list is empty, which the grammar strict-infix forbids
(string-join '() ":" 'outfix)           ; error: string-join: expected one of the symbols infix, strict-infix, suffix, prefix, got outfix

; ---- parts
(string-length "abc")                   ; => 3
(string-ref "abc" 1)                    ; => #\b
(string-copy "Beta substitution" 1 10)  ; => "eta subst"
(substring/shared "Beta substitution" 5)        ; => "substitution"
(substring/shared "abcdef" 1 3)         ; => "bc"
(let ((s (string-copy "abcdef"))) (string-copy! s 1 "xyz" 1) s) ; => "ayzdef"
(string-copy! (string-copy "Microsoft") 0 "Regional Microsoft Operating Companies")     ; error: string-copy!: 38 characters do not fit at index 0 of a string of 9
(string-take "Pete Szilagyi" 6)         ; => "Pete S"
(string-drop "Pete Szilagyi" 6)         ; => "zilagyi"
(string-take-right "Beta rules" 5)      ; => "rules"
(string-drop-right "Beta rules" 5)      ; => "Beta "
(list (string-take-right "abc" 0) (string-drop-right "abc" 0) (string-take "" 0))       ; => ("" "abc" "")
(string-take "foo" 37)                  ; error: string-take: expected a count up to 3, got 37
(string-drop-right "foo" 4)             ; error: string-drop-right: expected a count up to 3, got 4
(string-drop "foo" -1)                  ; error: string-drop: expected a size (an exact integer from 0), got -1
(list (string-pad "325" 5) (string-pad "71325" 5) (string-pad "8871325" 5))     ; => ("  325" "71325" "71325")
(list (string-pad-right "325" 5) (string-pad-right "8871325" 5))        ; => ("325  " "88713")
(string-pad "abcd" 6 #\. 1 3)           ; => "....bc"
(string-pad-right "abcd" 6 #\. 1)       ; => "bcd..."
(string-trim "  both  ")                ; => "both  "
(string-trim-right "  both  ")          ; => "  both"
(string-trim-both "  The outlook wasn't brilliant,  \n\r")      ; => "The outlook wasn't brilliant,"
(string-trim "xxaxx" #\x)               ; => "axx"
(string-trim-right "ab12" char-set:digit)       ; => "ab"
(string-trim-both "aeixyzou" vowel?)    ; => "xyz"
(string-trim-both "   " char-whitespace?)       ; => ""
(string-trim-both "xxabxx" #\x 1 4)     ; => "ab"
(string-trim "xxab" #\x 1)              ; => "ab"
(list (string-trim "aeixa" vowel?) (string-trim-right "axea" vowel?) (string-trim "aei" vowel?) (string-trim-right "aei" vowel?) (string-trim-both "aei" vowel?))       ; => ("xa" "ax" "" "" "")
(list (string-trim "" vowel?) (string-trim-both "xaxax" vowel? 1 4) (string-trim-right "xaa" vowel? 1)) ; => ("" "x" "")
(string-trim "abc" "a")                 ; error: string-trim: expected a character, a char-set or a predicate, got "a"

; ---- altering
(let ((s (make-string 3 #\*))) (string-set! s 0 #\?) s) ; => "?**"
(string-set! "***" 0 #\?)               ; error: string-set!: a literal cannot be changed; change a string-copy of it: "***"
(let ((s (make-string 4 #\*))) (string-fill! s #\- 1 3) s)      ; => "*--*"

; ---- comparing
(string-compare "The cat in the hat" "abcdefgh" values values values 4 6 2 4)   ; => 5
(string-compare "abc" "abd" list vector -)      ; => (2)
(string-compare "abc" "abc" list vector -)      ; => #(3)
(string-compare "b" "a" list vector -)  ; => 0
(string-compare-ci "ABc" "abD" list vector -)   ; => (2)
(list (string= "abc" "abc") (string= "abc" "abd") (string= "xabcx" "abc" 1 4))  ; => (#t #f #t)
(list (string<> "abc" "abc") (string<> "abc" "abd"))    ; => (#f #t)
(list (string< "abc" "abd") (string< "ab" "abc") (string< "b" "abc"))   ; => (#t #t #f)
(list (string> "b" "abc") (string> "abc" "abc"))        ; => (#t #f)
(list (string<= "abc" "abc") (string>= "abc" "abd"))    ; => (#t #f)
(list (string-ci= "aBc" "AbC") (string-ci<> "aBc" "AbC"))       ; => (#t #f)
(list (string-ci< "a" "B") (string-ci> "a" "B") (string-ci<= "A" "a") (string-ci>= "A" "a"))    ; => (#t #f #t #t)
(string= "abc" "abc" 0 3 0 9)           ; error: string=: expected an end index from 0 to 3, got 9
(string< "abc" 'b)                      ; error: string<: expected a string, got b
(= (string-hash "abc") (string-hash "xabc" 0 1))        ; => #t
(< -1 (string-hash "abc" 10) 10)        ; => #t
(= (string-hash "ABc") (string-hash "abC"))     ; => #f
(= (string-hash-ci "ABc") (string-hash-ci "abC"))       ; => #t
(string-prefix-length "abcx" "abcy")    ; => 3
(string-prefix-length "xabc" "abd" 1)   ; => 2
(string-suffix-length "xabc" "yabc")    ; => 3
(string-suffix-length "abc" "")         ; => 0
(string-prefix-length-ci "ABx" "aby")   ; => 2
(string-suffix-length-ci "xAB" "yab")   ; => 2
(list (string-prefix? "ab" "abc") (string-prefix? "b" "abc") (string-prefix? "" ""))    ; => (#t #f #t)
(list (string-suffix? "bc" "abc") (string-suffix? "b" "abc"))   ; => (#t #f)
(string-prefix? "xab" "yyabc" 1 3 2)    ; => #t
(string-suffix? "bcx" "abc" 0 2)        ; => #t
(list (string-prefix-ci? "AB" "abc") (string-suffix-ci? "BC" "abc") (string-prefix-ci? "x" "abc"))      ; => (#t #t #f)

; ---- searching
(string-index "hello" #\l)              ; => 2
(string-index "hello" #\z)              ; => #f
(string-index "hello1" char-set:digit)  ; => 5
(string-index "hello" char-upper-case?) ; => #f
(string-index "hello" vowel?)           ; => 1
(string-index "hello" vowel? 2)         ; => 4
(string-index "hello" #\l 0 2)          ; => #f
(string-index-right "hello" #\l)        ; => 3
(string-index-right "hello" vowel?)     ; => 4
(string-index-right "hello" vowel? 0 4) ; => 1
(string-index-right "hello" char-set:letter)    ; => 4
(string-skip "  x" #\space)             ; => 2
(string-skip "  x" char-set:whitespace) ; => 2
(string-skip "aeix" vowel?)             ; => 3
(string-skip "aaa" #\a)                 ; => #f
(string-skip-right "xab" vowel?)        ; => 2
(string-skip-right "ab12" char-set:digit)       ; => 1
(string-skip-right "baa" #\a)           ; => 0
(string-index "abc" "b")                ; error: string-index: expected a character, a char-set or a predicate, got "b"
(string-index 'abc #\b)                 ; error: string-index: expected a string, got abc
(string-index "abc" #\b 2 1)            ; error: string-index: expected a start index from 0 to 1, got 2
(list (string-index "abc" (lambda (c) (car c))))        ; error: car: expected a pair, got #\a at 1:39
(string-count "banana" #\a)             ; => 3
(string-count "banana" vowel? 2)        ; => 2
(string-count "a1b2" char-set:digit)    ; => 2
(string-contains "eek -- what a geek." "ee" 12 18)      ; => 15
(string-contains "abc" "")              ; => 0
(string-contains "abc" "xbcx" 0 3 1 3)  ; => 1
(string-contains "abc" "d")             ; => #f
(string-contains-ci "eek -- WHAT a geek." "what")       ; => 7
(string-contains-ci "abc" "B" 2)        ; => #f

; ---- case
(string-titlecase "--capitalize tHIS sentence.")        ; => "--Capitalize This Sentence."
(string-titlecase "see Spot run. see Nix run.") ; => "See Spot Run. See Nix Run."
(string-titlecase "3com makes routers.")        ; => "3Com Makes Routers."
(string-titlecase "greasy fried chicken" 2)     ; => "Easy Fried Chicken"
(let ((s (string-copy "hello world"))) (string-titlecase! s 6) s)       ; => "hello World"
(string-upcase "straße")                ; => "STRAßE"
(string-upcase "hello" 1 3)             ; => "EL"
(string-downcase "HELLO")               ; => "hello"
(let ((s (string-copy "hello"))) (string-upcase! s 0 1) s)      ; => "Hello"
(let ((s (string-copy "HELLO"))) (string-downcase! s 1) s)      ; => "Hello"
(string-upcase! "abc")                  ; error: string-upcase!: a literal cannot be changed; change a string-copy of it: "abc"

; ---- turning and joining
(string-reverse "Able was I ere I saw elba.")   ; => ".able was I ere I saw elbA"
(string-reverse "abcdef" 1 4)           ; => "dcb"
(let ((s (string-copy "abcdef"))) (string-reverse! s 1 4) s)    ; => "adcbef"
(string-append "a" "bc" "")             ; => "abc"
(string-append/shared "a" "b")          ; => "ab"
(string-concatenate '("a" "bc" "" "d")) ; => "abcd"
(string-concatenate/shared '())         ; => ""
(string-concatenate '("a" #\b))         ; error: string-concatenate: expected a string, got #\b
(string-concatenate-reverse '(" must be" "Hello, I") " going.XXXX" 7)   ; => "Hello, I must be going."
(string-concatenate-reverse '("b" "a")) ; => "ab"
(string-concatenate-reverse/shared '("b" "a") "c")      ; => "abc"

; ---- one after the other
(string-map char-upcase "abc")          ; => "ABC"
(string-map char-upcase "abcd" 1 3)     ; => "BC"
(string-map (lambda (c) 5) "a")         ; error: string-map: expected a character or a string, got 5
(let ((s (string-copy "abcd"))) (string-map! char-upcase s 1 3) s)      ; => "aBCd"
(string-fold cons '() "abc")            ; => (#\c #\b #\a)
(string-fold-right cons '() "abcd" 1 3) ; => (#\b #\c)
(string-fold (lambda (c n) (if (char-lower-case? c) (+ n 1) n)) 0 "aBcD")       ; => 2
(string-fold cons '() 5)                ; error: string-fold: expected a string, got 5
(string-unfold null? car cdr '(#\a #\b))        ; => "ab"
(string-unfold null? car cdr '(#\a #\b) "<" (lambda (x) ">"))   ; => "<ab>"
(let ((p (open-input-string "text"))) (string-unfold eof-object? values (lambda (x) (read-char p)) (read-char p)))      ; => "text"
(string-unfold-right null? car cdr '(#\a #\b) ">" (lambda (x) "<"))     ; => "<ba>"
(string-unfold-right null? car cdr '(#\a #\b))  ; => "ba"
(let ((seen '())) (string-for-each (lambda (c) (set! seen (cons c seen))) "abc" 1) seen)        ; => (#\c #\b)
(let ((seen '())) (string-for-each-index (lambda (i) (set! seen (cons i seen))) "abcd" 1 3) seen)       ; => (2 1)

; ---- repeating, replacing, choosing
(xsubstring "abcdef" 2)                 ; => "cdefab"
(xsubstring "abcdef" -2)                ; => "efabcd"
(xsubstring "abc" 0 7)                  ; => "abcabca"
(xsubstring "abcdefg" -1 4 3 6)         ; => "fdefd"
(xsubstring "" 2 2)                     ; => ""
(xsubstring "" 0 1)                     ; error: xsubstring: an empty string cannot be repeated
(xsubstring "abc" 5 2)                  ; error: xsubstring: expected an end from 5 on, got 2
(let ((s (make-string 8 #\-))) (string-xcopy! s 1 "abc" -1 4) s)        ; => "-cabca--"
(string-replace "The TCL programmer endured daily ridicule." "another miserable perl drone" 4 7 8 22)   ; => "The miserable perl programmer endured daily ridicule."
(string-replace "It's easy to code it up in Scheme." "lots of fun" 5 9) ; => "It's lots of fun to code it up in Scheme."
(string-replace "It's easy." "really " 5 5)     ; => "It's really easy."
(string-replace "abc" "x" 2 1)          ; error: string-replace: expected a start index from 0 to 1, got 2
(string-tokenize "Help make programs run, run, RUN!")   ; => ("Help" "make" "programs" "run," "run," "RUN!")
(string-tokenize "a1b22c" char-set:digit)       ; => ("1" "22")
(string-tokenize "ab cd ef" char-set:letter 1 5)        ; => ("b" "cd")
(string-tokenize "")                    ; => ()
(string-tokenize "a\nb" (char-set #\newline #\a))       ; => ("a\n")
(string-tokenize "a" #\a)               ; error: string-tokenize: expected a char-set, got #\a
(string-filter #\a "banana")            ; => "aaa"
(string-filter char-set:digit "a1b2")   ; => "12"
(string-filter vowel? "banane")         ; => "aae"
(string-delete #\a "banana")            ; => "bnn"
(string-delete vowel? "banana" 2)       ; => "nn"
(string-delete char-alphabetic? "a1b2" 0 3)     ; => "1"
(string-filter 'a "banana")             ; error: string-filter: expected a character, a char-set or a predicate, got a

; ---- the lower level
(both (lambda () (string-parse-start+end 'who "hello" '())))    ; => (() 0 5)
(both (lambda () (string-parse-start+end 'who "hello" '(1))))   ; => (() 1 5)
(both (lambda () (string-parse-start+end 'who "hello" '(1 3 x y))))     ; => ((x y) 1 3)
(both (lambda () (string-parse-final-start+end 'who "hello" '(1 3))))   ; => (1 3)
(string-parse-final-start+end 'who "hello" '(1 3 4))    ; error: who: 1 arguments too many
(string-parse-start+end 'who "hello" '(9))      ; error: who: expected a start index from 0 to 5, got 9
(let-string-start+end (start end) 'who "hello" '(2) (list start end))   ; => (2 5)
(let-string-start+end (start end rest) 'who "hello" '(2 3 x) (list start end rest))     ; => (2 3 (x))
(begin (check-substring-spec 'who "hello" 1 2) 'right)  ; => right
(check-substring-spec 'who "hello" 3 2) ; error: who: expected a start index from 0 to 2, got 3
(list (substring-spec-ok? "hello" 0 5) (substring-spec-ok? "hello" 2 6) (substring-spec-ok? 'a 0 0) (substring-spec-ok? "a" 0.0 1)) ; => (#t #f #f #f)
(define (find-in pattern text)
  (let ((rv (make-kmp-restart-vector pattern)))
    (let loop ((k 0) (i 0))
      (cond ((= i (string-length pattern)) (- k i))
            ((= k (string-length text)) #f)
            (else (loop (+ k 1) (kmp-step pattern rv (string-ref text k) i char=? 0)))))))
(map (lambda (pattern) (equal? (find-in pattern "abcabcabdababcababd") (string-contains "abcabcabdababcababd" pattern)))
     '("abcabd" "ababd" "abd" "x" "bca" "abab" "d" "abcababd"))     ; => (#t #t #t #t #t #t #t #t)
(vector-ref (make-kmp-restart-vector "abab") 0) ; => -1
(vector-length (make-kmp-restart-vector "xabab" char-ci=? 1 4))         ; => 3
(let ((rv (make-kmp-restart-vector "needle"))) (string-kmp-partial-search "needle" rv "a needle here" 0))       ; => -8
(let ((rv (make-kmp-restart-vector "needle"))) (string-kmp-partial-search "needle" rv "some nee" 0))    ; => 3
(let ((rv (make-kmp-restart-vector "needle"))) (string-kmp-partial-search "needle" rv "dle" 3)) ; => -3
(let ((rv (make-kmp-restart-vector "xNEEDLE" char-ci=? 1))) (string-kmp-partial-search "xNEEDLE" rv "a needle" 0 char-ci=? 1 2 8))      ; => -8
