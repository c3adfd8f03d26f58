; SRFI 135: texts that never change. What an example of its text says is expected as it says it.
(import (srfi 135))

; ---- kinds
(list (text? (text #\a)) (text? "a") (string? (text #\a)) (textual? (text)) (textual? "") (textual? #\a))       ; => (#t #f #f #t #t #f)
(list (textual-null? (text)) (textual-null? "") (textual-null? «a») (textual-null? "a"))        ; => (#t #t #f #f)
(text #\a #\« #\» #\" #\\ #\newline)    ; => «a\«\»"\\\n»
(display (list «a "b"» "c"))            ; prints (a "b" c)
'«quoted»                               ; => «quoted»
(list "a\«b\»" (string-length "\«"))    ; => ("a«b»" 1)
(list (equal? «abc» (text #\a #\b #\c)) (equal? «abc» "abc") (equal? '(«a») (list (text #\a))))         ; => (#t #f #t)
(let ((t (make-hash-table))) (hash-table-set! t (text #\a) 1) (hash-table-set! t "a" 2) (list (hash-table-ref t «a») (hash-table-ref t "a")))       ; => (1 2)
(member «b» (list (text #\a) (text #\b)))       ; => («b»)
(let-syntax ((is-a (syntax-rules () ((_ «a») 'a) ((_ x) 'other)))) (list (is-a «a») (is-a "a")))       ; => (a other)

; ---- asking of the characters
(list (textual-every char-numeric? «12») (textual-every char-numeric? "1a") (textual-every char-numeric? (text)) (textual-any char-numeric? «ab»))       ; => (#t #f #t #f)
(list (textual-every (lambda (c) (char->integer c)) «ab») (textual-any (lambda (c) (and (char-numeric? c) c)) «a1b2»))        ; => (98 #\1)
(list (textual-every char-numeric? «a12b» 1 3) (textual-any char-numeric? «12ab» 2 4))  ; => (#t #f)
(textual-every char-numeric? 5)         ; error: textual-every: expected a text or a string, got 5

; ---- making
(list (make-text 3 #\x) (text) (text #\a #\b))          ; => («xxx» «» «ab»)
(text-tabulate (lambda (i) (integer->char (+ i 97))) 3)         ; => «abc»
(text-tabulate (lambda (i) "a") 1)      ; error: text-tabulate: expected a character, got "a"
(text-unfold null? car cdr '(#\a "bc" «d»))     ; => «abcd»
(text-unfold (lambda (n) (= n 3)) (lambda (n) #\x) (lambda (n) (+ n 1)) 0 «<» (lambda (n) (number->string n)))  ; => «<xxx3»
(text-unfold-right (lambda (n) (< n (char->integer #\A))) (lambda (n) (char-downcase (integer->char n))) (lambda (n) (- n 1)) (char->integer #\Z) #\space (lambda (n) " The English alphabet: "))    ; => « The English alphabet: abcdefghijklmnopqrstuvwxyz »
(text-unfold null? car cdr '(5))        ; error: text-unfold: expected a character, a string or a text, got 5

; ---- conversions
(list (textual->text "abc") (let ((t (text #\a))) (eq? t (textual->text t))))   ; => («abc» #t)
(textual->text #\a)                     ; error: textual->text: expected a text or a string, got #\a
(list (textual->string «abc» 1) (textual->vector «abc» 1 2) (textual->list "abc" 0 2))  ; => ("bc" #(#\b) (#\a #\b))
(let ((s (textual->string «abc»))) (string-set! s 0 #\x) s)     ; => "xbc"
(let* ((s (string #\a #\b)) (t (string->text s))) (string-set! s 0 #\x) (list s t))    ; => ("xb" «ab»)
(list (string->text "abc" 1) (vector->text #(#\a #\b #\c) 1 2) (list->text '(#\a #\b #\c) 1) (reverse-list->text '(#\a #\B #\c)))      ; => («bc» «b» «bc» «cBa»)
(list (textual->utf8 «aλ») (textual->utf16be «λ») (textual->utf16le «λ») (textual->utf16 «λ»))  ; => (#u8(97 206 187) #u8(3 187) #u8(187 3) #u8(254 255 3 187))
(list (utf8->text (bytevector 97 206 187)) (utf16be->text #u8(3 187)) (utf16le->text #u8(187 3)))       ; => («aλ» «λ» «λ»)
(list (utf16->text #u8(254 255 3 187)) (utf16->text #u8(255 254 187 3)) (utf16->text #u8(3 187)))       ; => («λ» «λ» «λ»)
(text-length (utf16be->text #u8(254 255 3 187)))        ; => 2
(utf8->text #u8(97 255))                ; error: utf8->text: byte 1 is not valid UTF-8: invalid start byte
(utf16be->text #u8(97))                 ; error: utf16be->text: byte 0 is not valid UTF-16: truncated data

; ---- parts
(list (text-length «aλ𝄞») (textual-length "abc") (text-ref «aλ𝄞» 2) (textual-ref "abc" 1))      ; => (3 3 #\𝄞 #\b)
(text-length "abc")                     ; error: text-length: expected a text, got "abc"
(text-ref «abc» 3)                      ; error: text-ref: expected an index from 0 to 2, got 3
(let ((t «abc»)) (list (eq? t (subtext t 0 3)) (subtext t 1 2) (subtextual "abc" 1 3) (eq? t (textual-copy t)) (textual-copy t 1)))     ; => (#t «b» «bc» #f «bc»)
(list (textual-take "Pete Szilagyi" 6) (textual-drop "Pete Szilagyi" 6) (textual-take-right "Beta rules" 5) (textual-drop-right "Beta rules" 5))       ; => («Pete S» «zilagyi» «rules» «Beta »)
(textual-take "foo" 37)                 ; error: textual-take: expected a count up to 3, got 37
(list (textual-pad "325" 5) (textual-pad "71325" 5) (textual-pad "8871325" 5) (textual-pad-right "325" 5 #\*) (textual-pad-right «8871325» 5))   ; => («  325» «71325» «71325» «325**» «88713»)
(textual-trim-both "  The outlook wasn't brilliant,  \n\r")     ; => «The outlook wasn't brilliant,»
(list (textual-trim « a ») (textual-trim-right « a ») (textual-trim-both «11a1» char-numeric?) (textual-trim «xxab» #\x 1 3))   ; => («a » « a» «a» «a»)

; ---- replacing
(textual-replace "The TCL programmer endured daily ridicule." "another miserable Perl drone" 4 7 8 22)    ; => «The miserable Perl programmer endured daily ridicule.»
(textual-replace "It's easy to code it up in Scheme." "lots of fun" 5 9)        ; => «It's lots of fun to code it up in Scheme.»
(define (textual-insert s i t) (textual-replace s t i i))
(textual-insert "It's easy to code it up in Scheme." 5 "really ")       ; => «It's really easy to code it up in Scheme.»
(define (textual-set s i c) (textual-replace s (text c) i (+ i 1)))
(textual-set "Text-ref runs in O(n) time." 19 #\1)      ; => «Text-ref runs in O(1) time.»

; ---- comparing
(list (textual=? «ab» "ab" «ab») (textual<? «a» «b» «c») (textual<? «a» «ab») (textual>? «b» "a") (textual<=? «a» «a») (textual>=? «a» «b»))     ; => (#t #t #t #t #t #f)
(list (textual-ci=? «Straße» "STRASSE") (textual-ci<? «a» «B») (textual-ci>? «B» «a») (textual-ci<=? «A» «a») (textual-ci>=? «A» «b»))  ; => (#t #t #t #t #f)
(textual=? «a» 'a)                      ; error: textual=?: expected a text or a string, got a
(list (textual-prefix-length «abcx» «abdx») (textual-suffix-length «xab» "yab") (textual-prefix-length «abc» «xbc» 1 3 1) (textual-suffix-length «abc» «abd» 0 2 0 2))        ; => (2 2 2 2)
(list (textual-prefix? «ab» «abc») (textual-suffix? «bc» "abc") (textual-prefix? «b» «abc» 0 1 1) (textual-suffix? «c» «abc» 0 1 0 2))          ; => (#t #t #t #f)

; ---- searching
(list (textual-index «a1b2» char-numeric?) (textual-index-right «a1b2» char-numeric?) (textual-skip «11a» char-numeric?) (textual-skip-right «a11» char-numeric?))      ; => (1 3 2 0)
(list (textual-index «abc» char-numeric?) (textual-skip «12» char-numeric?) (textual-index «a1b2» char-numeric? 2 4) (textual-index-right «a1b2» char-numeric? 0 3))     ; => (#f #f 3 1)
(textual-index «abc» 5)                 ; error: textual-index: expected a character, a char-set or a predicate, got 5
(textual-contains "eek -- what a geek." "ee" 12 18)     ; => 15
(list (textual-contains «eek -- what a geek.» «ee») (textual-contains-right «eek -- what a geek.» «ee») (textual-contains «abc» «x») (textual-contains-right «abc» «x»))         ; => (0 15 #f #f)
(list (textual-contains «abc» «» 1 2) (textual-contains-right «abc» «» 1 2))    ; => (1 2)

; ---- case
(list (textual-upcase «Straße») (textual-downcase «ΧΑΟΣ») (textual-foldcase «Straße») (textual-titlecase "they're HERE, ǆ ßa"))       ; => («STRASSE» «χαος» «strasse» «They're Here, ǅ Ssa»)

; ---- joining
(list (textual-append) (textual-append «a» "b" «c») (textual-concatenate (list «a» "b")))       ; => («» «abc» «ab»)
(textual-concatenate-reverse '(" must be" "Hello, I") " going.XXXX" 7)  ; => «Hello, I must be going.»
(textual-concatenate-reverse '(«b» "a"))        ; => «ab»
(textual-join '("foo" "bar" "baz"))     ; => «foo bar baz»
(textual-join '("foo" "bar" "baz") "")  ; => «foobarbaz»
(textual-join '("foo" "bar" "baz") «:»)         ; => «foo:bar:baz»
(textual-join '("foo" "bar" "baz") ":" 'suffix)         ; => «foo:bar:baz:»
(list (textual-join '() ":") (textual-join '("") ":") (textual-join '() ":" 'suffix) (textual-join '("") ":" 'suffix) (textual-join '(«a» «b») «-» 'prefix))       ; => («» «» «» «:» «-a-b»)
(textual-join '() ":" 'strict-infix)    ; error: textual-join: the list is empty, which the grammar strict-infix forbids
(textual-join '("a") ":" 'outfix)       ; error: textual-join: expected one of the symbols infix, strict-infix, suffix, prefix, got outfix

; ---- one after the other
(list (textual-fold cons '() «abc») (textual-fold-right cons '() "abc") (textual-fold cons '() «abcd» 1 3))     ; => ((#\c #\b #\a) (#\a #\b #\c) (#\c #\b))
(textual-fold (lambda (c count) (if (char-lower-case? c) (+ count 1) count)) 0 «aBc»)   ; => 2
(textual-map (lambda (c0 c1 c2) (case c0 ((#\1) c1) ((#\2) (string c2)) ((#\-) (text #\- c1)))) (string->text "1222-1111-2222") (string->text "Hi There!") (string->text "Dear John"))   ; => «Hear-here!»
(textual-map char->integer «a»)         ; error: textual-map: expected a character, a string or a text, got 97
(let ((seen '())) (textual-for-each (lambda (a b) (set! seen (cons (list a b) seen))) «abc» "xy") seen)         ; => ((#\b #\y) (#\a #\x))
(textual-map-index (lambda (i) (number->string i)) «abcd» 1 3)  ; => «12»
(let ((txt (string->text "abcde")) (v '())) (textual-for-each-index (lambda (cur) (set! v (cons (char->integer (text-ref txt cur)) v))) txt) v)         ; => (101 100 99 98 97)
(list (textual-count «a1b2» char-numeric?) (textual-filter char-numeric? «a1b2») (textual-remove char-numeric? "a1b2") (textual-filter char-numeric? «1a2b3» 1))        ; => (2 «12» «ab» «23»)

; ---- repeating and splitting
(list (textual-replicate "abcdef" 2 8) (textual-replicate "abcdef" -2 4) (textual-replicate "abc" 0 7) (textual-replicate «abcdefg» -1 2 3 6) (textual-replicate «» 3 3))         ; => («cdefab» «efabcd» «abcabca» «fde» «»)
(textual-replicate "abc" 3 1)           ; error: textual-replicate: expected an end from 3 on, got 1
(list (textual-split «a,b,,c» ",") (textual-split «» «,») (textual-split "a\r\nb" "\r\n") (textual-split «abc» «»))     ; => ((«a» «b» «» «c») () («a» «b») («a» «b» «c»))
(list (textual-split «,a,b» «,» 'prefix) (textual-split «a,b,» «,» 'suffix) (textual-split «a,b,» «,») (textual-split «a,b,c» «,» 'infix 1) (textual-split «a,b,c» «,» 'infix #f 2))      ; => ((«a» «b») («a» «b») («a» «b» «») («a» «b,c») («b» «c»))
(textual-split «» «,» 'strict-infix)    ; error: textual-split: the string is empty, which the grammar strict-infix forbids

; ---- comparators: texts of the default one are ordered as strings are
(import (only (srfi 128) make-default-comparator <? =? default-hash))
(list (<? (make-default-comparator) «a» «b») (=? (make-default-comparator) «a» (text #\a)) (=? (make-default-comparator) «a» "a") (= (default-hash «ab») (default-hash (text #\a #\b))))       ; => (#t #t #f #t)

; ---- read, where its end is missing
(read (open-input-string "«abc"))       ; error: read: this text has no end (line 1, column 1 of the string)
(read (open-input-string "abc»"))       ; => abc
(let ((port (open-input-string "a»"))) (read port) (read port))         ; error: read: this » ends no text (line 1, column 2 of the string)
