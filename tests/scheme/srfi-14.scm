; SRFI 14: sets of characters.
(import (srfi 14))

; ---- predicates and comparison
(char-set? (char-set #\a))              ; => #t
(char-set? "a")                         ; => #f
(char-set? char-set:full)               ; => #t
(char-set=)                             ; => #t
(char-set= char-set:digit)              ; => #t
(char-set= (char-set #\a #\b) (string->char-set "bab"))         ; => #t
(char-set= (char-set #\a) (char-set #\b))                       ; => #f
(char-set= (char-set #\a) (char-set #\a) (char-set #\b))        ; => #f
(char-set= (char-set #\a) "a")          ; error: char-set=: expected a char-set, got "a"
(char-set<=)                            ; => #t
(char-set<= char-set:letter)            ; => #t
(char-set<= char-set:empty (char-set #\a) (char-set #\a #\b) char-set:full)     ; => #t
(char-set<= (char-set #\a #\b) (char-set #\a))                  ; => #f
(char-set<= (char-set #\a) 5)           ; error: char-set<=: expected a char-set, got 5
(= (char-set-hash (char-set #\x #\y)) (char-set-hash (char-set #\y #\x)))       ; => #t
(< -1 (char-set-hash char-set:letter 10) 10)                    ; => #t
(= (char-set-hash char-set:letter 0) (char-set-hash char-set:letter))           ; => #t
(char-set-hash char-set:letter -1)      ; error: char-set-hash: expected a bound (an exact integer from 0), got -1
(char-set #\a #\b)                      ; => #<char-set of 2>

; ---- iterating
(define cs (char-set #\G #\a #\T #\e #\c #\h))
(let lp ((cur (char-set-cursor cs)) (ans '()))
  (if (end-of-char-set? cur)
      ans
      (lp (char-set-cursor-next cs cur) (cons (char-set-ref cs cur) ans))))     ; => (#\h #\e #\c #\a #\T #\G)
(end-of-char-set? (char-set-cursor char-set:empty))     ; => #t
(char-set-ref cs #f)                    ; error: char-set-ref: expected a cursor that is not at the end, got #f
(char-set-cursor-next cs #f)            ; error: char-set-cursor-next: expected a cursor that is not at the end, got #f
(list-sort char<? (char-set-fold cons '() cs))          ; => (#\G #\T #\a #\c #\e #\h)
(char-set-fold (lambda (c k) (+ k 1)) 0 char-set:ascii) ; => 128
(char-set-fold (lambda (c k) (+ k 1)) 0 char-set:empty) ; => 0
(list (char-set-fold cons '() "abc"))   ; error: char-set-fold: expected a char-set, got "abc"
(char-set->list (char-set-unfold null? car cdr '(#\b #\a #\b)))         ; => (#\a #\b)
(char-set->string (char-set-unfold null? car cdr '(#\b) (char-set #\z)))        ; => "bz"
(char-set->string (char-set-unfold! null? car cdr '(#\b) (char-set #\z)))       ; => "bz"
(char-set->string (char-set-unfold eof-object? values (let ((p (open-input-string "abba"))) (lambda (x) (read-char p))) #\a))  ; => "ab"
(let ((seen '())) (char-set-for-each (lambda (c) (set! seen (cons c seen))) cs) (length seen))  ; => 6
(let ((seen 0)) (char-set-for-each (lambda (c) (set! seen (+ seen 1))) (ucs-range->char-set 0 5000)) seen)      ; => 5000
(char-set->string (char-set-map char-upcase (char-set #\a #\B #\b)))    ; => "AB"
(list (char-set-map char->integer (char-set #\a)))      ; error: list->char-set: expected a character, got 97

; ---- making
(char-set= (char-set-copy cs) cs)       ; => #t
(char-set-size (char-set))              ; => 0
(char-set->list (char-set #\b #\a #\b)) ; => (#\a #\b)
(char-set "ab")                         ; error: char-set: expected a character, got "ab"
(char-set->string (list->char-set '(#\b #\a)))          ; => "ab"
(char-set->string (list->char-set '(#\b #\a) (char-set #\z)))   ; => "abz"
(char-set->string (list->char-set! '(#\b #\a) (char-set #\z)))  ; => "abz"
(list->char-set "ab")                   ; error: list->char-set: expected a list, got "ab"
(char-set->string (string->char-set "hello"))           ; => "ehlo"
(char-set->string (string->char-set "hello" (char-set #\!)))    ; => "!ehlo"
(char-set->string (string->char-set! "hello" (char-set #\!)))   ; => "!ehlo"
(string->char-set #\a)                  ; error: string->char-set: expected a string, got #\a
(char-set->string (char-set-filter char-upper-case? cs))        ; => "GT"
(char-set->string (char-set-filter char-upper-case? cs (char-set #\z)))         ; => "GTz"
(char-set->string (char-set-filter! char-upper-case? cs (char-set #\z)))        ; => "GTz"
(char-set= (char-set-filter char-numeric? char-set:ascii) (string->char-set "0123456789"))      ; => #t
(char-set->string (ucs-range->char-set 65 70))          ; => "ABCDE"
(char-set-size (ucs-range->char-set 65 65))             ; => 0
(char-set->string (ucs-range->char-set 65 70 #t (char-set #\z)))        ; => "ABCDEz"
(char-set->string (ucs-range->char-set! 65 70 #f (char-set #\z)))       ; => "ABCDEz"
(char-set-size (ucs-range->char-set #xD000 #xF000))     ; => 6144
(ucs-range->char-set #xD000 #xF000 #t)  ; error: ucs-range->char-set: the range from 53248 to 61440 has codes that are no characters: those from 55296 to 57343 and from 1114112 on
(ucs-range->char-set 5 4)               ; error: ucs-range->char-set: expected a range that ends from 5 on, got 4
(ucs-range->char-set -1 4)              ; error: ucs-range->char-set: expected a code point (an exact integer from 0), got -1
(char-set->string (->char-set "hello")) ; => "ehlo"
(char-set->string (->char-set #\a))     ; => "a"
(eq? (->char-set cs) cs)                ; => #t
(->char-set 5)                          ; error: ->char-set: expected a char-set, a string or a character, got 5

; ---- asking
(char-set-size char-set:full)           ; => 1112064
(char-set-count char-upper-case? cs)    ; => 2
(char-set->list (char-set))             ; => ()
(char-set->string char-set:hex-digit)   ; => "0123456789ABCDEFabcdef"
(char-set-contains? cs #\a)             ; => #t
(char-set-contains? cs #\b)             ; => #f
(char-set-contains? cs "a")             ; error: char-set-contains?: expected a character, got "a"
(char-set-contains? #\a cs)             ; error: char-set-contains?: expected a character, got #<char-set of 6>
(char-set-every char-alphabetic? cs)    ; => #t
(char-set-every char-upper-case? cs)    ; => #f
(char-set-every char-upper-case? char-set:empty)        ; => #t
(char-set-any (lambda (c) (and (char-upper-case? c) c)) (char-set #\a #\B))     ; => #\B
(char-set-any char-numeric? cs)         ; => #f
(char-set-any char-numeric? char-set:empty)     ; => #f
(char-set-any (lambda (c) (and (char=? c #\x4e00) c)) char-set:full)    ; => #\一

; ---- algebra
(char-set->string (char-set-adjoin (char-set #\a) #\c #\b #\a))         ; => "abc"
(char-set->string (char-set-adjoin! (char-set #\a) #\c))        ; => "ac"
(char-set->string (char-set-adjoin (char-set #\a)))     ; => "a"
(char-set->string (char-set-delete (string->char-set "abc") #\b #\z))   ; => "ac"
(char-set->string (char-set-delete! (string->char-set "abc") #\a))      ; => "bc"
(char-set-adjoin cs 5)                  ; error: char-set-adjoin: expected a character, got 5
(char-set= (char-set-complement char-set:empty) char-set:full)  ; => #t
(char-set-contains? (char-set-complement (char-set #\a)) #\a)   ; => #f
(char-set-size (char-set-complement! char-set:ascii))   ; => 1111936
(char-set->string (char-set-union (char-set #\a) (char-set #\c) (char-set #\b #\a)))    ; => "abc"
(char-set= (char-set-union) char-set:empty)             ; => #t
(char-set->string (char-set-union! (char-set #\a) (char-set #\c)))      ; => "ac"
(char-set->string (char-set-intersection (string->char-set "abcd") (string->char-set "bcde") (string->char-set "xcd")))         ; => "cd"
(char-set= (char-set-intersection) char-set:full)       ; => #t
(char-set->string (char-set-intersection! (char-set #\a) (char-set #\a #\c)))   ; => "a"
(char-set->string (char-set-difference (string->char-set "abcd") (char-set #\a) (char-set #\d)))        ; => "bc"
(char-set->string (char-set-difference (char-set #\a))) ; => "a"
(char-set->string (char-set-difference! (char-set #\a #\b) (char-set #\a)))     ; => "b"
(char-set->string (char-set-xor (string->char-set "abc") (string->char-set "bcd")))     ; => "ad"
(char-set= (char-set-xor) char-set:empty)               ; => #t
(char-set->string (char-set-xor! (char-set #\a) (char-set #\b)))        ; => "ab"
(call-with-values
  (lambda () (char-set-diff+intersection (string->char-set "abcd") (char-set #\a) (char-set #\c #\z)))
  (lambda (left both) (list (char-set->string left) (char-set->string both))))  ; => ("bd" "ac")
(call-with-values
  (lambda () (char-set-diff+intersection! (char-set #\a #\b) (char-set #\b)))
  (lambda (left both) (list (char-set->string left) (char-set->string both))))  ; => ("a" "b")
(char-set-union cs "a")                 ; error: char-set-union: expected a char-set, got "a"

; ---- the standard sets
(define (ascii-of set) (char-set->string (char-set-intersection set char-set:ascii)))
(ascii-of char-set:lower-case)          ; => "abcdefghijklmnopqrstuvwxyz"
(ascii-of char-set:upper-case)          ; => "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
(ascii-of char-set:title-case)          ; => ""
(ascii-of char-set:letter)              ; => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
(ascii-of char-set:digit)               ; => "0123456789"
(char-set= (char-set-union char-set:letter char-set:digit) char-set:letter+digit)       ; => #t
(ascii-of char-set:punctuation)         ; => "!\"#%&'()*,-./:;?@[\\]_{}"
(ascii-of char-set:symbol)              ; => "$+<=>^`|~"
(char-set-size (char-set-intersection char-set:graphic char-set:ascii))         ; => 94
(char-set= (char-set-union char-set:graphic char-set:whitespace) char-set:printing)     ; => #t
(map char->integer (char-set->list (char-set-intersection char-set:whitespace char-set:ascii))) ; => (9 10 11 12 13 32)
(map char->integer (char-set->list (char-set-intersection char-set:blank char-set:ascii)))      ; => (9 32)
(char-set-size char-set:iso-control)    ; => 65
(char-set-size char-set:ascii)          ; => 128
(char-set-size char-set:empty)          ; => 0
(char-set-size char-set:hex-digit)      ; => 22
(char-set-size char-set:title-case)     ; => 31
(char-set-contains? char-set:letter #\λ)        ; => #t
(char-set-contains? char-set:lower-case #\ß)    ; => #t
(char-set-contains? char-set:upper-case #\Σ)    ; => #t
(char-set-contains? char-set:digit #\٣) ; => #t
(char-set-contains? char-set:whitespace #\x3000)        ; => #t
(char-set<= char-set:digit char-set:full)       ; => #t
