; The examples of R7RS 6.3 to 6.6: booleans, pairs and lists, symbols, characters.

; ---- 6.3 booleans

#t                                      ; => #t
#f                                      ; => #f
'#f                                     ; => #f
(list #true #false)                     ; => (#t #f)
(not 3)                                 ; => #f
(not (list 3))                          ; => #f
(not #f)                                ; => #t
(not '())                               ; => #f
(not (list))                            ; => #f
(not 'nil)                              ; => #f
(boolean? #f)                           ; => #t
(boolean? 0)                            ; => #f
(boolean? '())                          ; => #f
(list (boolean=? #t #t) (boolean=? #t #f) (boolean=? #f #f #f) (boolean=? #f #f #t))    ; => (#t #f #t #f)
(boolean=? #t 1)                        ; error: boolean=?: expected a boolean, got 1

; ---- 6.4 pairs and lists

(define x (list 'a 'b 'c))
(define y x)
y                                       ; => (a b c)
(list? y)                               ; => #t
(set-cdr! x 4)
x                                       ; => (a . 4)
(eqv? x y)                              ; => #t
y                                       ; => (a . 4)
(list? y)                               ; => #f
(set-cdr! x x)
(list? x)                               ; => #f
(pair? '(a . b))                        ; => #t
(pair? '(a b c))                        ; => #t
(pair? '())                             ; => #f
(pair? '#(a b))                         ; => #f
(cons 'a '())                           ; => (a)
(cons '(a) '(b c d))                    ; => ((a) b c d)
(cons "a" '(b c))                       ; => ("a" b c)
(cons 'a 3)                             ; => (a . 3)
(cons '(a b) 'c)                        ; => ((a b) . c)
(car '(a b c))                          ; => a
(car '((a) b c d))                      ; => (a)
(car '(1 . 2))                          ; => 1
(car '())                               ; error: car: expected a pair, got ()
(cdr '((a) b c d))                      ; => (b c d)
(cdr '(1 . 2))                          ; => 2
(cdr '())                               ; error: cdr: expected a pair, got ()
(let ((p (list 1 2))) (set-car! p 'one) p)              ; => (one 2)
(set-car! '() 1)                        ; error: set-car!: expected a pair, got ()
(define t '(((1 . 2) 3 . 4) (5 . 6) 7 . 8))
(list (caar t) (cadr t) (cdar t) (cddr t))              ; => ((1 . 2) (5 . 6) (3 . 4) (7 . 8))
(list (caaar t) (cdaar t) (cadar t) (cddar t) (caadr t) (cdadr t) (caddr t) (cdddr t))  ; => (1 2 3 4 5 6 7 8)
(define (tree n) (if (= n 0) 'x (let ((s (tree (- n 1)))) (cons (cons n s) (cons s n)))))
(define q '((((a . b) c . d) (e . f) g . h) ((i . j) k . l) (m . n) o . p))
(list (caaaar q) (cdaaar q) (cadaar q) (cddaar q) (caadar q) (cdadar q) (caddar q) (cdddar q))          ; => (a b c d e f g h)
(list (caaadr q) (cdaadr q) (cadadr q) (cddadr q) (caaddr q) (cdaddr q) (cadddr q) (cddddr q))          ; => (i j k l m n o p)
(map null? (list '() (list) '(1) #f #()))               ; => (#t #t #f #f #f)
(list? '(a b c))                        ; => #t
(list? '())                             ; => #t
(list? '(a . b))                        ; => #f
(let ((x (list 'a))) (set-cdr! x x) (list? x))          ; => #f
(make-list 2 3)                         ; => (3 3)
(length (make-list 5))                  ; => 5
(list 'a (+ 3 4) 'c)                    ; => (a 7 c)
(list)                                  ; => ()
(length '(a b c))                       ; => 3
(length '(a (b) (c d e)))               ; => 3
(length '())                            ; => 0
(length '(1 . 2))                       ; error: length: expected a list, got (1 . 2)
(append '(x) '(y))                      ; => (x y)
(append '(a) '(b c d))                  ; => (a b c d)
(append '(a (b)) '((c)))                ; => (a (b) (c))
(append '(a b) '(c . d))                ; => (a b c . d)
(append '() 'a)                         ; => a
(list (append) (append '()) (append '(1) '() '(2 3) '() 4))     ; => (() () (1 2 3 . 4))
(let ((l '(1 2))) (eq? l (append '() l)))               ; => #t
(reverse '(a b c))                      ; => (c b a)
(reverse '(a (b c) d (e (f))))          ; => ((e (f)) d (b c) a)
(list-tail '(a b c d) 2)                ; => (c d)
(list-tail '(a b . c) 2)                ; => c
(list-tail '(a b) 3)                    ; error: list-tail: expected a list of at least 3 elements, got (a b)
(list-ref '(a b c d) 2)                 ; => c
(list-ref '(a b c d) (exact (round 1.8)))       ; => c
(let ((ls (list 'one 'two 'five!))) (list-set! ls 2 'three) ls)         ; => (one two three)
(memq 'c '(a b c d e))                  ; => (c d e)
(memq 'd '(a b c))                      ; => #f
(memq (list 'a) '(b (a) c))             ; => #f
(member (list 'a) '(b (a) c))           ; => ((a) c)
(member "B" '("a" "b" "c") string-ci=?) ; => ("b" "c")
(memq 101 '(100 101 102))               ; => (101 102)
(memv 101 '(100 101 102))               ; => (101 102)
(member 2.0 '(1 2 3) =)                 ; => (2 3)
(member 1 '(1 . 2))                     ; => (1 . 2)
(define e '((a 1) (b 2) (c 3)))
(assq 'a e)                             ; => (a 1)
(assq 'b e)                             ; => (b 2)
(assq 'd e)                             ; => #f
(assq (list 'a) '(((a)) ((b)) ((c))))   ; => #f
(assoc (list 'a) '(((a)) ((b)) ((c))))  ; => ((a))
(assoc 2.0 '((1 1) (2 4) (3 9)) =)      ; => (2 4)
(assq 5 '((2 3) (5 7) (11 13)))         ; => (5 7)
(assv 5 '((2 3) (5 7) (11 13)))         ; => (5 7)
(assoc "b" '(("a" . 1) ("b" . 2)))      ; => ("b" . 2)
(define a '(1 8 2 8))
(define b (list-copy a))
(set-car! b 3)
b                                       ; => (3 8 2 8)
a                                       ; => (1 8 2 8)
(list (list-copy '()) (list-copy 5) (list-copy '(1 2 . 3)))     ; => (() 5 (1 2 . 3))

; ---- 6.5 symbols

(symbol? 'foo)                          ; => #t
(symbol? (car '(a b)))                  ; => #t
(symbol? "bar")                         ; => #f
(symbol? 'nil)                          ; => #t
(symbol? '())                           ; => #f
(symbol? #f)                            ; => #f
(list (symbol=? 'a 'a) (symbol=? 'a 'a 'a) (symbol=? 'a 'a 'b))         ; => (#t #t #f)
(symbol->string 'flying-fish)           ; => "flying-fish"
(symbol->string 'Martin)                ; => "Martin"
(symbol->string (string->symbol "Malvina"))     ; => "Malvina"
(string->symbol "mISSISSIppi")          ; => mISSISSIppi
(eqv? 'bitBlt (string->symbol "bitBlt"))        ; => #t
(eqv? 'LollyPop (string->symbol (symbol->string 'LollyPop)))    ; => #t
(string=? "K. Harper, M.D." (symbol->string (string->symbol "K. Harper, M.D.")))        ; => #t
(string-set! (symbol->string 'abc) 0 #\x)       ; error: string-set!: a literal cannot be changed; change a string-copy of it: "abc"
; How symbols are written (7.1.1).
(list '|two words| '|a\x62;c| '|H\x65;llo| '|\x3BB;| '|| '|1| '|.| '|a\|b| '|\t|)       ; => (|two words| abc Hello λ || |1| |.| |a\|b| |\t|)
(list (string->symbol "A b") (string->symbol "+1") (string->symbol "#a") (string->symbol ""))   ; => (|A b| |+1| |#a| ||)
(eq? 'abc '|abc|)                       ; => #t
(eq? 'abc 'ABC)                         ; => #f
'(... + - -> <=? !$%&*/:<=>?^_~ a.b @ .. +.. -- λ)      ; => (... + - -> <=? !$%&*/:<=>?^_~ a.b @ .. +.. -- λ)

; ---- 6.6 characters

(list #\alarm #\backspace #\delete #\escape #\newline #\null #\return #\space #\tab)    ; => (#\alarm #\backspace #\delete #\escape #\newline #\null #\return #\space #\tab)
(list #\a #\A #\( #\  #\x03BB #\x41 #\x #\λ #\; #\" #\\)         ; => (#\a #\A #\( #\space #\λ #\A #\x #\λ #\; #\" #\\)
(map char->integer (list #\alarm #\backspace #\delete #\escape #\newline #\null #\return #\space #\tab #\λ #\x1F600))   ; => (7 8 127 27 10 0 13 32 9 955 128512)
(list (integer->char 955) (integer->char 0) (integer->char #x10FFFF))   ; => (#\λ #\null #\x10ffff)
(integer->char #xD800)                  ; error: integer->char: expected a Unicode scalar value, got 55296
(integer->char #x110000)                ; error: integer->char: expected a Unicode scalar value, got 1114112
(list (char<? #\a #\b #\c) (char<? #\a #\c #\b) (char=? #\a #\a) (char>? #\b #\a) (char<=? #\a #\a #\b) (char>=? #\c #\c #\a)) ; => (#t #f #t #t #t #t)
(list (char-ci=? #\a #\A) (char-ci<? #\a #\B) (char-ci=? #\ς #\Σ #\σ) (char-ci>? #\B #\a))      ; => (#t #t #t #t)
(map char-alphabetic? '(#\a #\Z #\λ #\1 #\space #\é #\中))      ; => (#t #t #t #f #f #t #t)
(map char-numeric? '(#\1 #\a #\x0664 #\x0AE6 #\½))      ; => (#t #f #t #t #f)
(map char-whitespace? '(#\space #\newline #\tab #\a #\x00A0 #\x3000 #\return #\page))   ; => (#t #t #t #f #t #t #t #t)
(map char-upper-case? '(#\A #\a #\1 #\Σ #\σ))           ; => (#t #f #f #t #f)
(map char-lower-case? '(#\A #\a #\1 #\Σ #\σ))           ; => (#f #t #f #f #t)
(digit-value #\3)                       ; => 3
(digit-value #\x0664)                   ; => 4
(digit-value #\x0AE6)                   ; => 0
(digit-value #\x0EA6)                   ; => #f
(list (digit-value #\a) (digit-value #\²))              ; => (#f #f)
(list (char-upcase #\i) (char-downcase #\I) (char-foldcase #\I) (char-upcase #\ß) (char-downcase #\Σ) (char-foldcase #\ς))        ; => (#\I #\i #\i #\ß #\σ #\σ)
(list (char-upcase #\λ) (char-downcase #\Λ) (char-upcase #\1) (char-foldcase #\ß))      ; => (#\Λ #\λ #\1 #\ß)
; Where a case mapping gives several characters, a char changes by the simple one, or not at all.
(list (char-upcase #\ᾳ) (char-foldcase #\ẞ) (char-ci=? #\ẞ #\ß) (char-upcase #\ŉ) (char-downcase #\İ) (char-upcase #\ǆ))  ; => (#\ᾼ #\ß #t #\ŉ #\i #\Ǆ)
(list (char-alphabetic? #\Ⅷ) (char-upper-case? #\Ⅷ) (char-lower-case? #\ⅷ) (char-numeric? #\Ⅷ) (digit-value #\Ⅷ))       ; => (#t #t #t #f #f)
(list (char-whitespace? #\x1c) (char-whitespace? #\x85) (char-whitespace? #\x2003) (char-whitespace? #\x200B))        ; => (#f #t #t #f)
(char-upcase "a")                       ; error: char-upcase: expected a character, got "a"
