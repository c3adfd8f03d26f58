; SRFI 152: strings, a smaller library. What it shares with SRFI 13 is tested there.
(import (srfi 152))

(define (both thunk) (call-with-values thunk list))

(list (string? "") (string-null? "") (make-string 2 #\x) (string #\a))  ; => (#t #t "xx" "a")
(list (string-every char-numeric? "12") (string-any char-numeric? "ab"))        ; => (#t #f)
(string-tabulate (lambda (i) (integer->char (+ i 97))) 3)       ; => "abc"
(string-unfold null? (lambda (x) (string #\[ (car x) #\])) cdr '(#\a #\b) #\< (lambda (x) #\>)) ; => "<[a][b]>"
(string-unfold-right (lambda (n) (< n (char->integer #\A))) (lambda (n) (char-downcase (integer->char n))) (lambda (n) (- n 1)) (char->integer #\Z) #\space (lambda (n) " The English alphabet: "))         ; => " The English alphabet: abcdefghijklmnopqrstuvwxyz "
(string-unfold-right null? (lambda (x) (string #\[ (car x) #\])) cdr '(#\a #\b #\c))    ; => "[c][b][a]"
(list (string->vector "abc" 1) (string->list "abc" 0 2) (vector->string #(#\a)) (list->string '(#\b)) (reverse-list->string '(#\a #\b)))  ; => (#(#\b #\c) (#\a #\b) "a" "b" "ba")
(list (string-length "abc") (string-ref "abc" 0) (substring "abc" 1 2) (string-copy "abc" 1))   ; => (3 #\a "b" "bc")
(list (string-take "abc" 1) (string-take-right "abc" 1) (string-drop "abc" 1) (string-drop-right "abc" 1))      ; => ("a" "c" "bc" "ab")
(list (string-pad "325" 5) (string-pad-right "325" 5))  ; => ("  325" "325  ")
(list (string-trim " a ") (string-trim-right " a ") (string-trim-both "1a1" char-numeric?))     ; => ("a " " a" "a")
(string-replace "String-ref runs in O(n) time." "1" 21 22)      ; => "String-ref runs in O(1) time."
(list (string=? "a" "a" "a") (string-ci=? "a" "A") (string<? "a" "b" "c") (string-ci<? "a" "B") (string>? "b" "a") (string-ci>? "B" "a") (string<=? "a" "a") (string-ci<=? "A" "a") (string>=? "a" "b") (string-ci>=? "a" "B"))  ; => (#t #t #t #t #t #t #t #t #f #f)
(list (string-prefix-length "abx" "aby") (string-suffix-length "xab" "yab") (string-prefix? "a" "ab") (string-suffix? "b" "ab"))        ; => (2 2 #t #t)
(list (string-index "a1b2" char-numeric?) (string-index-right "a1b2" char-numeric?) (string-skip "11a" char-numeric?) (string-skip-right "a11" char-numeric?))  ; => (1 3 2 0)
(string-contains "eek -- what a geek." "ee" 12 18)      ; => 15
(string-contains-right "eek -- what a geek." "ee")      ; => 15
(string-contains-right "eek -- what a geek." "ee" 0 10) ; => 0
(list (string-contains "abc" "" 1 2) (string-contains-right "abc" "" 1 2) (string-contains-right "abc" "x"))    ; => (1 2 #f)
(string-take-while "12ab34" char-numeric?)      ; => "12"
(string-take-while-right "12ab34" char-numeric?)        ; => "34"
(string-drop-while "12ab34" char-numeric?)      ; => "ab34"
(string-drop-while-right "12ab34" char-numeric?)        ; => "12ab"
(string-take-while "12ab34" char-numeric? 1 3)  ; => "2"
(string-take-while "12" char-numeric?)  ; => "12"
(string-drop-while-right "12" char-numeric?)    ; => ""
(both (lambda () (string-span "12ab" char-numeric?)))   ; => ("12" "ab")
(both (lambda () (string-break "ab12" char-numeric?)))  ; => ("ab" "12")
(both (lambda () (string-break "abcd" char-numeric? 1 3)))      ; => ("bc" "")
(both (lambda () (string-span "12" char-alphabetic?)))  ; => ("" "12")
(list (string-append "a" "b") (string-concatenate '("a" "b")) (string-concatenate-reverse '("a" "b") "c"))      ; => ("ab" "ab" "bac")
(list (string-join '("a" "b")) (string-join '("a" "b") "-" 'prefix))    ; => ("a b" "-a-b")
(list (string-fold cons '() "ab") (string-fold-right cons '() "ab"))    ; => ((#\b #\a) (#\a #\b))
(string-map (lambda (c0 c1 c2) (case c0 ((#\1) c1) ((#\2) (string c2)) ((#\-) (string #\- c1)))) "1222-1111-2222" "Hi There!" "Dear John")        ; => "Hear-here!"
(string-map char-upcase "abc")          ; => "ABC"
(string-map char->integer "abc")        ; error: string-map: expected a character or a string, got 97
(let ((seen '())) (string-for-each (lambda (a b) (set! seen (cons (list a b) seen))) "abc" "xy") seen)  ; => ((#\b #\y) (#\a #\x))
(list (string-count "a1b2" char-numeric?) (string-filter char-numeric? "a1b2") (string-remove char-numeric? "a1b2"))    ; => (2 "12" "ab")
(string-replicate "abcdef" 2 8)         ; => "cdefab"
(string-replicate "abcdef" -2 4)        ; => "efabcd"
(string-replicate "abc" 0 7)            ; => "abcabca"
(string-replicate "abc" 3 1)            ; error: string-replicate: expected an end from 3 on, got 1
(string-segment "abcdefgh" 3)           ; => ("abc" "def" "gh")
(string-segment "" 3)                   ; => ()
(string-segment "abc" 0)                ; error: string-segment: expected a length (an exact integer from 1), got 0
(string-split "a,b,,c" ",")             ; => ("a" "b" "" "c")
(string-split "" ",")                   ; => ()
(string-split "a\r\nb" "\r\n")          ; => ("a" "b")
(string-split "abc" "")                 ; => ("a" "b" "c")
(string-split "abcd" "" 'infix 2)       ; => ("a" "b" "cd")
(string-split ",a,b" "," 'prefix)       ; => ("a" "b")
(string-split "a,b," "," 'suffix)       ; => ("a" "b")
(string-split "a,b," "," 'infix)        ; => ("a" "b" "")
(string-split "a,b,c" "," 'infix 1)     ; => ("a" "b,c")
(string-split "a,b,c" "," 'infix #f 2)  ; => ("b" "c")
(string-split "" "," 'strict-infix)     ; error: string-split: the string is empty, which the grammar strict-infix forbids
(string-split "a b" #\space)            ; error: string-split: expected a string, got #\space
(read-string 2 (open-input-string "abc"))       ; => "ab"
(write-string "xy")                     ; prints xy
(let ((s (make-string 3 #\a))) (string-set! s 0 #\b) (string-fill! s #\c 2) (string-copy! s 1 "z") s)   ; => "bzc"
