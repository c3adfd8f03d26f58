; The examples of R7RS 6.13 and 6.14: input and output, system interface. Files are in files.scm.

(define (text-of write x) (let ((p (open-output-string))) (write x p) (get-output-string p)))

; ---- 6.13.1 ports

(parameterize ((current-output-port (open-output-string)))
  (display "piece")
  (display " by piece ")
  (display "by piece.")
  (newline)
  (get-output-string (current-output-port)))            ; => "piece by piece by piece.\n"
(let ((p (open-input-string "x"))) (list (port? p) (input-port? p) (output-port? p) (textual-port? p) (binary-port? p)))        ; => (#t #t #f #t #f)
(let ((p (open-output-bytevector))) (list (port? p) (input-port? p) (output-port? p) (textual-port? p) (binary-port? p)))       ; => (#t #f #t #f #t)
(map port? (list 1 "x" (current-output-port) (current-error-port) (current-input-port)))        ; => (#f #f #t #t #t)
(let ((p (open-input-string "x"))) (let ((before (input-port-open? p))) (close-input-port p) (list before (input-port-open? p))))        ; => (#t #f)
(let ((p (open-output-string))) (let ((before (output-port-open? p))) (close-port p) (list before (output-port-open? p))))      ; => (#t #f)
(call-with-port (open-input-string "abc") read-char)    ; => #\a
(call-with-port (open-output-string) (lambda (p) (write 'x p) (get-output-string p)))   ; => "x"
(let ((p (open-input-string "x"))) (close-port p) (close-port p) (read-char p))         ; error: read-char: the port is closed #<string input port>

; ---- 6.13.2 input

(let ((p (open-input-string "(a . b) #(1 2) \"s\" #\\x 1.5 'q"))) (let loop ((l '())) (let ((x (read p))) (if (eof-object? x) (reverse l) (loop (cons x l))))))         ; => ((a . b) #(1 2) "s" #\x 1.5 'q)
(let ((p (open-input-string "ab"))) (let* ((a (peek-char p)) (b (read-char p)) (c (read-char p)) (d (read-char p)) (e (peek-char p))) (list a b c (eof-object? d) (eof-object? e))))     ; => (#\a #\a #\b #t #t)
(let ((p (open-input-string "one\ntwo\r\n\nlast"))) (let* ((a (read-line p)) (b (read-line p)) (c (read-line p)) (d (read-line p)) (e (read-line p))) (list a c d (eof-object? e))))     ; => ("one" "" "last" #t)
(let ((p (open-input-string "hello"))) (let* ((a (read-string 3 p)) (b (read-string 9 p)) (c (read-string 1 p))) (list a b (eof-object? c))))   ; => ("hel" "lo" #t)
(let ((p (open-input-string "x"))) (list (read-string 0 p) (char-ready? p)))    ; => ("" #t)
(eof-object? (eof-object))              ; => #t
(let ((p (open-input-bytevector #u8(1 2 3)))) (let* ((a (peek-u8 p)) (b (read-u8 p)) (c (read-u8 p)) (d (read-u8 p)) (e (read-u8 p)) (f (peek-u8 p))) (list a b c d (eof-object? e) (eof-object? f))))   ; => (1 1 2 3 #t #t)
(let ((p (open-input-bytevector #u8(1 2 3 4 5)))) (let* ((a (read-bytevector 2 p)) (b (read-bytevector 9 p)) (c (read-bytevector 1 p))) (list a b (eof-object? c))))    ; => (#u8(1 2) #u8(3 4 5) #t)
(let ((p (open-input-bytevector #u8(1 2 3))) (v (make-bytevector 5 0))) (let* ((n (read-bytevector! v p 1 3)) (m (read-bytevector! v p 3)) (o (read-bytevector! v p))) (list n m (eof-object? o) v)))    ; => (2 1 #t #u8(0 1 2 3 0))
(read-char (open-input-bytevector #u8(1)))      ; error: read-char: expected a textual input port, got #<bytevector input port>
(read (open-input-string "(1 2"))       ; error: read: this form has no end; ) is missing (line 1, column 1 of the string)

; ---- 6.13.3 output

(list (text-of write "a\"b\\\n") (text-of display "a\"b") (text-of write #\a) (text-of display #\a) (text-of write 'a) (text-of write '|a b|) (text-of display '|a b|))         ; => ("\"a\\\"b\\\\\\n\"" "a\"b" "#\\a" "a" "a" "|a b|" "a b")
(list (text-of write '(1 "x" #\y (z . w))) (text-of display '(1 "x" #\y (z . w))))      ; => ("(1 \"x\" #\\y (z . w))" "(1 x y (z . w))")
(let ((x (list 'a 'b))) (set-cdr! (cdr x) x) (list (text-of write x) (text-of display x) (text-of write-shared x)))     ; => ("#0=(a b . #0#)" "#0=(a b . #0#)" "#0=(a b . #0#)")
; write labels only what it must; write-shared what is shared; write-simple nothing.
(let* ((s (list 1)) (x (list s s))) (list (text-of write x) (text-of write-shared x) (text-of write-simple x)))         ; => ("((1) (1))" "(#0=(1) #0#)" "((1) (1))")
(let* ((s (vector 1)) (x (vector s s "t"))) (list (text-of write x) (text-of write-shared x)))  ; => ("#(#(1) #(1) \"t\")" "#(#0=#(1) #0# \"t\")")
(let ((v (vector 1 2))) (vector-set! v 1 v) (text-of write v))  ; => "#0=#(1 #0#)"
(let* ((a (list 1)) (b (list a a)) (c (list b b))) (text-of write-shared c))    ; => "(#0=(#1=(1) #1#) #0#)"
(let ((x (list 1 2 3))) (set-car! (cdr x) x) (text-of write x)) ; => "#0=(1 #0# 3)"
(let ((x (cons 1 2)) (y (cons 3 4))) (set-cdr! x y) (set-cdr! y x) (text-of write (list x y)))  ; => "(#0=(1 3 . #0#) (3 . #0#))"
(let ((s "abc")) (text-of write-shared (list s s)))     ; => "(\"abc\" \"abc\")"
(equal? (read (open-input-string "#0=(a b . #0#)")) (let ((x (list 'a 'b))) (set-cdr! (cdr x) x) x))    ; => #t
(let ((x (read (open-input-string "(#0=(1) #0# #1=#(2 #1#))")))) (list (eq? (car x) (cadr x)) (let ((v (caddr x))) (eq? v (vector-ref v 1)))))  ; => (#t #t)
(let ((p (open-output-string))) (write-char #\a p) (write-string "bcd" p) (write-string "0123" p 1 3) (newline p) (get-output-string p))        ; => "abcd12\n"
(let ((p (open-output-bytevector))) (write-u8 1 p) (write-bytevector #u8(2 3) p) (write-bytevector #u8(4 5 6) p 1 2) (get-output-bytevector p))         ; => #u8(1 2 3 5)
(write-u8 256 (open-output-bytevector)) ; error: write-u8: expected a byte (an exact integer from 0 to 255), got 256
(begin (write 'a) (write-string " b ") (write-char #\c) (display "d") (newline) (flush-output-port))    ; prints a b cd\n
(text-of write (list #t #f '() 1.5 -1/2 1+2i #u8(1 2) #(1 #(2))))       ; => "(#t #f () 1.5 -1/2 1+2i #u8(1 2) #(1 #(2)))"
(text-of write '(quote (a `(b ,c ,@d))))        ; => "'(a `(b ,c ,@d))"
(text-of write (string->symbol "#foo")) ; => "|#foo|"
(text-of write '(|| |A| |1.5| |.| |a.b| |+i|))  ; => "(|| A |1.5| |.| a.b |+i|)"
(text-of write "\x7;\x0;é\x3bb;")       ; => "\"\\a\\x0;éλ\""

; ---- 6.14 system interface

(and (memq 'r7rs (features)) #t)        ; => #t
(list? (features))                      ; => #t
(let ((t (current-second))) (and (inexact? t) (> t 1e9)))       ; => #t
(let* ((a (current-jiffy)) (b (current-jiffy))) (and (exact-integer? a) (>= b a)))      ; => #t
(exact-integer? (jiffies-per-second))   ; => #t
(list? (command-line))                  ; => #t
(get-environment-variable "no such variable")           ; => #f
(list? (get-environment-variables))     ; => #t
