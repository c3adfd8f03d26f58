; Characters by Unicode's properties, which R7RS 6.6 names, and of more than a sample of each.
(import (srfi 1))
(define (those suits? codes) (filter (lambda (code) (suits? (integer->char code))) codes))
(define (from first last) (iota (+ 1 (- last first)) first))

; ---- Alphabetic: letters, numbers made of letters, and what Unicode adds to them
; (Other_Alphabetic): vowel signs, circled letters, but no accents and no digits.
(map char-alphabetic? (list #\x345 #\x5B0 #\x903 #\x93E #\xBC6 #\xE31 #\x102B))      ; => (#t #t #t #t #t #t #t)
(map char-alphabetic? (list #\x300 #\x301 #\x93C #\x94D #\xBCD #\xE47 #\x20D0))      ; => (#f #f #f #f #f #f #f)
(map char-alphabetic? (list #\x2160 #\x3007 #\x16EE #\x24B6 #\x24E9 #\x1F130 #\x1F189))      ; => (#t #t #t #t #t #t #t)
(map char-alphabetic? (list #\x2460 #\xB2 #\xBD #\x660 #\_ #\- #\x1F600 #\xAD #\x378))        ; => (#f #f #f #f #f #f #f #f #f)
(map char-alphabetic? (list #\xAA #\x2B0 #\x1C5 #\x5D0 #\xAC00 #\x20000 #\x10FFFF))  ; => (#t #t #t #t #t #t #f)
; What is in one of two sets is alphabetic; nothing in the third is.
(those (lambda (c) (and (or (char-upper-case? c) (char-lower-case? c)) (not (char-alphabetic? c)))) (iota #xD800)) ; => ()
(those (lambda (c) (and (char-alphabetic? c) (or (char-numeric? c) (char-whitespace? c)))) (iota #xD800))        ; => ()

; ---- Uppercase and Lowercase, of letters and of others; a title case is neither
(map char-upper-case? (list #\A #\x2160 #\x24B6 #\x1F130 #\x1F150 #\x1C5 #\x2126 #\x1D400 #\a))        ; => (#t #t #t #t #t #f #t #t #f)
(map char-lower-case? (list #\a #\x2170 #\x24D0 #\xAA #\xBA #\x2B0 #\x345 #\x1C5 #\x1D41A #\x138 #\A))       ; => (#t #t #t #t #t #t #t #f #t #t #f)

; ---- White_Space, all of it
(those char-whitespace? (iota #xD800))  ; => (9 10 11 12 13 32 133 160 5760 8192 8193 8194 8195 8196 8197 8198 8199 8200 8201 8202 8232 8233 8239 8287 12288)
(those char-whitespace? (from #xE000 #x1FFFF))  ; => ()
(map char-whitespace? (list #\x180E #\x200B #\x2060 #\xFEFF #\x1C #\x1F))       ; => (#f #f #f #f #f #f)

; ---- Nd and its values: each run of ten counts from 0 to 9
(map (lambda (c) (list (char-numeric? c) (digit-value c))) (list #\0 #\9 #\x664 #\x966 #\x1D7D8 #\x1D7FF #\xFF19))    ; => ((#t 0) (#t 9) (#t 4) (#t 0) (#t 0) (#t 9) (#t 9))
(map (lambda (c) (list (char-numeric? c) (digit-value c))) (list #\xB2 #\xBD #\x2160 #\x2460 #\x4E00 #\x2080 #\x1369))        ; => ((#f #f) (#f #f) (#f #f) (#f #f) (#f #f) (#f #f) (#f #f))
(those (lambda (c) (not (eq? (char-numeric? c) (and (digit-value c) #t)))) (iota #xD800))       ; => ()

; ---- simple mappings: one character for each
(map char-upcase (list #\ß #\x149 #\x390 #\x1FB3 #\x1F80 #\x131 #\xFF #\x1C5 #\x3C2 #\xFB01))        ; => (#\ß #\ŉ #\ΐ #\ᾼ #\ᾈ #\I #\Ÿ #\Ǆ #\Σ #\ﬁ)
(map char-downcase (list #\x130 #\x1E9E #\x1FBC #\x1C5 #\x3A3 #\x2126 #\x212A #\x13A0))       ; => (#\i #\ß #\ᾳ #\ǆ #\σ #\ω #\k #\ꭰ)
(map char-foldcase (list #\x130 #\x1E9E #\x1FBC #\x1C5 #\x3C2 #\x131 #\x13A0 #\xAB70 #\x149 #\K))     ; => (#\İ #\ß #\ᾳ #\ǆ #\σ #\ı #\Ꭰ #\Ꭰ #\ŉ #\k)
