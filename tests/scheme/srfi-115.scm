; SRFI 115: Scheme regular expressions.

(import (srfi 115) (srfi 14))
(define (found re text . bounds) (let ((m (apply regexp-search re text bounds))) (and m (regexp-match-submatch m 0))))
(define (all? re text) (regexp-matches? re text))
(list (regexp? (regexp "a")) (regexp? "a") (regexp-match? (regexp-matches "x" "x")) (regexp-match? (regexp-matches "x" "y")))   ; => (#t #f #t #f)
(let ((r (regexp '(+ alpha)))) (list (eq? (regexp r) r) (regexp->sre r) r (found r "12ab3")))   ; => (#t (+ alpha) #<regexp> "ab")
(regexp-search "a" "bab")               ; => #<regexp-match>
(map valid-sre? (list "a" '(: "a" (* alpha)) '(foo "a") 5 '(= x "a") '(: . "a") (regexp "a")))  ; => (#t #t #f #f #f #f #t)
(regexp '(foo "a"))                     ; error: regexp: this is no SRE: (foo "a")
(regexp (let ((sre (list ': "a"))) (set-cdr! (cdr sre) sre) sre))  ; error: regexp: this SRE is circular
(regexp 'nothing-known)                 ; error: regexp: this is no SRE: nothing-known
(let ((n 3)) (map (lambda (text) (regexp-matches? (rx (= ,n digit) "-" ,@'("x" "y")) text)) '("123-xy" "12-xy")))       ; => (#t #f)
(regexp->sre 5)                         ; error: regexp->sre: expected a regexp, got 5

; Strings, sequences, alternatives.
(list (found "needle" "hayneedlehay") (found "needle" "haynEEdlehay") (found "" "abc") (found "a.b" "axb a.b"))         ; => ("needle" #f "" "a.b")
(found '(: "one" space "two" space "three") "one two three")    ; => "one two three"
(found '(seq "a" (seq) "b") "ab")       ; => "ab"
(list (found '(or "eeney" "meeney" "miney") "meeney") (found '(or "eeney" "meeney" "miney") "moe") (found '(|\|| "a" "bc") "xbc") (found '(or) "a"))       ; => ("meeney" #f "bc" #f)
; Case.
(list (found '(w/nocase "needle") "haynEEdlehay") (found '(w/nocase "SMALL" (w/case "BIG")) "smallBIGsmall") (found '(w/nocase "SMALL" (w/case "BIG")) "smallbigsmall"))      ; => ("nEEdle" "smallBIG" #f)
(list (found '(~ ("Aab")) "B") (found '(~ ("Aab")) "b") (found '(w/nocase (~ ("Aab"))) "B") (found '(w/nocase (~ ("Aab"))) "b") (found '(~ (w/nocase ("Aab"))) "B") (found '(w/nocase (~ (w/case ("Aab")))) "b"))   ; => ("B" #f #f #f #f #f)
(list (all? '(w/nocase "ÉΣ") "éσ") (all? '(w/nocase (/ "az")) "Q") (all? '(w/nocase lower) "A") (all? '(w/ascii (w/nocase "é")) "É"))   ; => (#t #t #t #f)
(list (all? '(w/ascii bos (* alpha) eos) "English") (all? '(w/ascii bos (* alpha) eos) "Ελληνική") (all? '(w/unicode bos (* alpha) eos) "Ελληνική") (all? '(w/ascii (w/unicode (+ alpha))) "Ελ"))     ; => (#t #f #t #t)
(let ((number '($ (+ digit)))) (map (lambda (re) (cdr (regexp-match->list (regexp-search re "555-867-5309")))) `((: ,number "-" ,number "-" ,number) (: ,number "-" (w/nocapture ,number) "-" ,number))))       ; => (("555" "867" "5309") ("555" "5309"))

; Repetition.
(map (lambda (text) (found '(: "match" (? "es") "!") text)) '("matches!" "match!" "matche!"))   ; => ("matches!" "match!" #f)
(map (lambda (text) (found '(: "<" (* (~ #\>)) ">") text)) '("<html>" "<>" "<html"))    ; => ("<html>" "<>" #f)
(map (lambda (text) (found '(: "<" (+ (~ #\>)) ">") text)) '("<html>" "<a>" "<>"))      ; => ("<html>" "<a>" #f)
(map (lambda (text) (found '(: "<" (>= 3 (~ #\>)) ">") text)) '("<table>" "<pre>" "<tr>"))      ; => ("<table>" "<pre>" #f)
(map (lambda (text) (found '(: "<" (= 4 (~ #\>)) ">") text)) '("<html>" "<table>"))     ; => ("<html>" #f)
(map (lambda (text) (found '(: (= 3 (** 1 3 numeric) ".") (** 1 3 numeric)) text)) '("192.168.1.10" "192.168.1" "192.0168.1.10"))      ; => ("192.168.1.10" #f #f)
(map (lambda (re) (all? re "aaa")) '((zero-or-more "a") (one-or-more "a") (optional "a") (at-least 4 "a") (exactly 3 "a") (repeated 1 2 "a")))  ; => (#t #t #f #f #t #f)
(map (lambda (re) (found re "aaa")) '((*? "a") (: (*? "a") eos) (?? "a") (**? 1 3 "a") (: (non-greedy-zero-or-more "a") "a") (non-greedy-optional "a") (non-greedy-repeated 2 3 "a")))   ; => ("" "aaa" "" "a" "a" "" "aa")
(regexp '(** 3 1 "a"))                  ; error: regexp: this is no SRE: (** 3 1 "a")

; Submatches.
(define m (regexp-search '(: "*" ($ word) "*") "**foo**"))
(list (regexp-match-submatch m 0) (regexp-match-submatch m 1) (regexp-match-submatch-start m 0) (regexp-match-submatch-start m 1) (regexp-match-submatch-end m 0) (regexp-match-submatch-end m 1) (regexp-match-count m))     ; => ("*foo*" "foo" 1 2 6 5 1)
(list (regexp-match-count (regexp-matches "x" "x")) (regexp-match-count (regexp-matches '($ "x") "x")))        ; => (0 1)
(regexp-match->list (regexp-search '(: ($ word) (+ (or space punct)) ($ word)) "cats & dogs"))  ; => ("cats & dogs" "cats" "dogs")
(regexp-match->list (regexp-matches '(: (submatch "a") (? ($ "b")) ($ "c")) "ac"))      ; => ("ac" "a" #f "c")
(let ((m (regexp-search '(: (-> year (= 4 digit)) "-" (submatch-named month (= 2 digit))) "on 2024-03-01"))) (list (regexp-match-submatch m 'year) (regexp-match-submatch m 'month) (regexp-match-submatch-start m 'month) (regexp-match-submatch-end m 'year)))   ; => ("2024" "03" 8 7)
(regexp-match-submatch (regexp-matches '(or (-> x "a") (: "b" (-> x "c"))) "bc") 'x)    ; => "c"
(let ((m (regexp-matches '(? ($ "a")) ""))) (list (regexp-match-submatch m 1) (regexp-match-submatch-start m 1) (regexp-match-submatch-end m 1)))      ; => (#f #f #f)
(regexp-match-submatch m 2)             ; error: regexp-match-submatch: the regexp has no submatch 2
(regexp-match-submatch m 'year)         ; error: regexp-match-submatch: the regexp has no submatch year
(regexp-match-count #f)                 ; error: regexp-match-count: expected a regexp-match, got #f
(list (all? '(: ($ (+ any)) "-" (backref 1)) "ab-ab") (all? '(: ($ (+ any)) "-" (backref 1)) "ab-ac") (all? '(: (-> w alpha) (backref w) "1") "aa1") (all? '(w/nocase ($ "a") (backref 1)) "aA"))   ; => (#t #f #t #t)
(regexp '(backref 1))                   ; error: regexp: there is no such submatch before (backref 1)

; Sets of characters.
(list (all? '(* #\-) "---") (all? '(* #\-) "-_-"))      ; => (#t #f)
(list (all? '(* ("aeiou")) "oui") (all? '(* ("aeiou")) "ouais") (all? '(char-set "ab") "b"))    ; => (#t #f #t)
(list (all? '(* (/ "AZ09")) "R2D2") (all? '(* (/ "AZ09")) "C-3PO") (all? '(char-range #\a #\c "xz") "y"))      ; => (#t #f #t)
(list (all? '(* (- (/ "az") ("aeiou"))) "xyzzy") (all? '(* (- (/ "az") ("aeiou"))) "vowels") (all? '(difference any "a") "a"))         ; => (#t #f #f)
(list (all? '(* (& (/ "az") (~ ("aeiou")))) "xyzzy") (all? '(* (and (/ "az") (complement ("aeiou")))) "vowels"))        ; => (#t #f)
(regexp-partition `(+ ,(string->char-set "aeiou")) "vowels")    ; => ("v" "o" "w" "e" "ls")
(map (lambda (set) (list->string (filter (lambda (c) (all? set (string c))) (string->list "aAé1٣_ .+\n\x0;€ǅ")))) '(any nonl ascii lower-case lower upper-case upper title-case title))       ; => ("aAé1٣_ .+\n\x0;€ǅ" "aAé1٣_ .+\x0;€ǅ" "aA1_ .+\n\x0;" "aé" "aé" "A" "A" "ǅ" "ǅ")
(map (lambda (set) (list->string (filter (lambda (c) (all? set (string c))) (string->list "aAé1٣_ .+\n\x0;€")))) '(alphabetic alpha numeric num alphanumeric alphanum alnum punctuation punct symbol))   ; => ("aAé" "aAé" "1٣" "1٣" "aAé1٣" "aAé1٣" "aAé1٣" "_." "_." "+€")
(map (lambda (set) (list->string (filter (lambda (c) (all? set (string c))) (string->list "aAé1٣_ .+\n\x0;€")))) '(graphic graph whitespace white space printing print control cntrl hex-digit xdigit))     ; => ("aAé1٣_.+€" "aAé1٣_.+€" " \n" " \n" " \n" "aAé1٣_ .+\n€" "aAé1٣_ .+\n€" "\n\x0;" "\n\x0;" "aA1" "aA1")
; Alphabetic is char-alphabetic?, not the letters alone; words are made of these and digits.
(map (lambda (set) (list->string (filter (lambda (c) (all? set (string c))) (string->list "Ⅷⓐ\x93E;²½\x301;")))) '(alpha alnum graphic))        ; => ("Ⅷⓐा" "Ⅷⓐा" "Ⅷⓐा")
(list (found 'word "²x²") (found 'word "-काम ") (found '(: bow "x") "²x") (found '(word+ alpha) "1 Ⅷa½"))         ; => ("x" "काम" "x" "Ⅷa")
(list->string (filter (lambda (c) (all? '(w/ascii space) (string c))) (string->list "\t\n\xB;\xC;\r \xA0;")))   ; => "\t\n\xc;\r "
(regexp '(~ "ab"))                      ; error: regexp: this does not match one character of a set: "ab"
(regexp '(/ "a"))                       ; error: regexp: a range has two ends: (/ "a")
(char-set->sre (string->char-set "abcx"))       ; => (/ "ac" "xx")
(let ((set (char-set-complement (string->char-set "m")))) (list (all? (char-set->sre set) "m") (all? (char-set->sre set) "n") (all? `(~ ,set) "m")))    ; => (#f #t #t)

; Edges.
(list (found '(: bos "a") "ba") (found '(: "a" eos) "ab") (found '(: bos "a" eos) "xay" 1 2))   ; => (#f #f "a")
(map (lambda (m) m) (regexp-extract '(: bol (+ alpha) eol) "ab\ncd\r\nef g\rhi"))       ; => ("ab" "cd" "hi")
(list (found '(: bow "foo") "foo") (found '(: bow "foo") "<foo>>") (found '(: bow "foo") "snafoo") (found '(: "foo" eow) "foo") (found '(: "foo" eow) "foo!") (found '(: "foo" eow) "foobar"))  ; => ("foo" "foo" #f "foo" "foo" #f)
(list (found '(: nwb "foo" nwb) "xfoox") (found '(: nwb "foo" nwb) "foo") (found 'word "**foo_1**") (found '(word "oo") "foo oo") (found '(word+ ("ab")) "abc ab cab") (found '(w/ascii word) "éa"))     ; => ("foo" #f "foo_1" "oo" "ab" "a")
(map string-length (regexp-extract 'grapheme "ae\x301;\r\nz"))  ; => (1 2 2 1)
(list (length (regexp-extract 'grapheme "\x1F1E9;\x1F1EA;\x1F1EB;\x1F1F7;")) (length (regexp-extract 'grapheme "\x1F468;\x200D;\x1F469;!")) (length (regexp-extract '(w/ascii grapheme) "ab")))       ; => (2 2 2)
(list (found '(: bog "e") "e\x301;") (found '(: "e" eog) "e\x301;") (found '(: "e" eog) "ef"))  ; => ("e" #f "e")
(list (found '(: "a" (look-ahead "b")) "ac ab") (found '(: (look-behind "x") "a") "a xa") (found '(: "a" (neg-look-ahead "b")) "ab") (found '(: (neg-look-behind "x") "a") "xa"))         ; => ("a" "a" #f #f)

; Parts of a text.
(list (found "b" "abcb" 2) (found "b" "abc" 0 1) (regexp-match-submatch-start (regexp-search "b" "abcb" 2) 0))  ; => ("b" #f 3)
(list (regexp-matches? "bc" "abcd" 1 3) (regexp-matches? "bc" "abcd" 1) (regexp-match? (regexp-matches "bc" "abcd" 1 3)))      ; => (#t #f #t)
(regexp-search "a" "abc" 4)             ; error: regexp-search: expected a start index from 0 to 3, got 4
(regexp-search "a" 'abc)                ; error: regexp-search: expected a string, got abc

; All matches.
(regexp-fold 'word (lambda (i m str acc) (let ((s (regexp-match-submatch m 0))) (cond ((assoc s acc) => (lambda (x) (set-cdr! x (+ 1 (cdr x))) acc)) (else `((,s . ,(+ 0 1)) ,@acc))))) '() "to be or not to be")         ; => (("not" . 1) ("or" . 1) ("be" . 2) ("to" . 2))
(regexp-fold "b" (lambda (i m str made) (cons (list i (regexp-match-submatch-start m 0)) made)) '() "abcb" (lambda (i m str made) (list i m str made)) 0 4)     ; => (4 #f "abcb" ((2 3) (0 1)))
(regexp-extract '(+ numeric) "192.168.0.1")     ; => ("192" "168" "0" "1")
(regexp-extract '(* numeric) "a12b3" 0 4)       ; => ("12")
(regexp-split '(+ space) " fee fi  fo\tfum\n")  ; => ("" "fee" "fi" "fo" "fum" "")
(regexp-split '(",;") "a,,b,")          ; => ("a" "" "b" "")
(regexp-split '(* digit) "abc123def456ghi789")  ; => ("abc" "def" "ghi" "")
(regexp-split "," "x,a,b,y" 2 5)        ; => ("a" "b")
(regexp-split "," "")                   ; => ("")
(regexp-partition '(+ (or space punct)) "")     ; => ("")
(regexp-partition '(+ (or space punct)) "Hello, world!\n")      ; => ("Hello" ", " "world" "!\n")
(regexp-partition '(+ (or space punct)) "¿Dónde Estás?")        ; => ("" "¿" "Dónde" " " "Estás" "?")
(regexp-partition '(* digit) "abc123def456ghi789")      ; => ("abc" "123" "def" "456" "ghi" "789")
(map (lambda (more) (apply regexp-replace '(+ space) "one two three" "_" more)) '(() (0 #f 0) (0 #f 1) (0 #f 2)))       ; => ("one_two three" "one_two three" "one two_three" "one two three")
(regexp-replace-all '(+ space) "one two three" "_")     ; => "one_two_three"
(regexp-replace-all '(: ($ alpha) ($ digit)) "a1 b2" '(2 "-" 1))        ; => "1-a 2-b"
(regexp-replace '(: (-> x alpha) digit) "a1" 'x)        ; => "a"
(regexp-replace "b" "abc" 'pre)         ; => "aac"
(regexp-replace "b" "abc" 'post)        ; => "acc"
(regexp-replace-all 'word "ab cd" (lambda (m) (string-upcase (regexp-match-submatch m 0))))     ; => "AB CD"
(regexp-replace "b" "abcb" "X" 2)       ; => "cX"
(regexp-replace-all "b" "bbbb" "X" 1 3) ; => "XX"
(regexp-replace-all "x" "abc" "y")      ; => "abc"
(cond-expand ((and regexp-non-greedy regexp-look-around regexp-backrefs regexp-unicode srfi-115) (quote all)))   ; => all
(regexp-replace "b" "abc" #\x)          ; error: regexp-replace: expected a string, or what names a submatch, got #\x
