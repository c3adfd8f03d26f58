; R7RS 6.13: string and bytevector ports, output. Files come later.

(display "hello")                       ; prints hello
(begin (write "a\"b") (write #\a) (write-char #\b) (write-string "cd") (newline))       ; prints "a\"b"#\abcd\n
(display '("a" #\b (c . "d")))          ; prints (a b (c . d))
(write '("a" #\b |c d|))                ; prints ("a" #\b |c d|)
(write-string "abcdef" (current-output-port) 2 4)       ; prints cd
(write '(quote x))                      ; prints 'x
(write '(quote x y))                    ; prints (quote x y)
(let ((x (list 1 2))) (set-cdr! (cdr x) x) (write x))   ; prints #0=(1 2 . #0#)
(let ((x (list 1))) (write (list x x)))         ; prints ((1) (1))
(let ((x (list 1))) (write-shared (list x x)))  ; prints (#0=(1) #0#)
(write-simple '(1 "a"))                 ; prints (1 "a")
(display car)                           ; prints #<procedure car>
(define (named x) x)
(display named)                         ; prints #<procedure named>
(display (if #f #f))                    ; prints #<unspecified>
(display (list #t #f '() (eof-object))) ; prints (#t #f () #<eof>)

(define in (open-input-string "ab\ncd λ"))
(list (input-port? in) (output-port? in) (textual-port? in) (binary-port? in) (port? in) (port? 5) (input-port-open? in))       ; => (#t #f #t #f #t #f #t)
(list (peek-char in) (read-char in) (read-char in) (read-char in))      ; => (#\a #\a #\b #\newline)
(char-ready? in)                        ; => #t
(list (read-string 2 in) (read-line in) (eof-object? (read-line in)) (eof-object? (read-char in)) (eof-object? (peek-char in)) (eof-object? (read-string 1 in)))        ; => ("cd" " λ" #t #t #t #t)
(let ((p (open-input-string "one\ntwo\n\nfour"))) (let loop ((l (read-line p)) (all '())) (if (eof-object? l) (reverse all) (loop (read-line p) (cons l all)))))        ; => ("one" "two" "" "four")
(close-port in)
(read-char in)                          ; error: read-char: the port is closed #<string input port>
(input-port-open? in)                   ; => #f
(define out (open-output-string))
(begin (write 'a out) (display " " out) (write "b" out) (newline out) (get-output-string out))  ; => "a \"b\"\n"
(begin (write-string "more" out) (get-output-string out))       ; => "a \"b\"\nmore"
(begin (close-output-port out) (output-port-open? out)) ; => #f
(write 1 out)                           ; error: write: the port is closed #<string output port>
(call-with-port (open-output-string) (lambda (p) (write 'x p) (get-output-string p)))   ; => "x"
(let ((p (open-output-string))) (parameterize ((current-output-port p)) (display "captured") (write 5)) (get-output-string p))  ; => "captured5"
(call-with-output-string (lambda (p) (display "given" p)))      ; => "given"
(define bin (open-input-bytevector (bytevector 1 2 3 4 5)))
(list (read-u8 bin) (peek-u8 bin) (u8-ready? bin) (read-bytevector 3 bin) (read-u8 bin) (eof-object? (read-u8 bin)))    ; => (1 2 #t #u8(2 3 4) 5 #t)
(let ((p (open-output-bytevector))) (write-u8 1 p) (write-bytevector #u8(2 3 4) p 1) (get-output-bytevector p))         ; => #u8(1 3 4)
(read-char (open-output-string))        ; error: read-char: expected a textual input port, got #<string output port>
(read-u8 (open-input-string "a"))       ; error: read-u8: expected a binary input port, got #<string input port>
(write-u8 300 (open-output-bytevector)) ; error: write-u8: expected a byte (an exact integer from 0 to 255), got 300
(display 1 2)                           ; error: display: expected a textual output port, got 2
(open-input-string 5)                   ; error: open-input-string: expected a string, got 5
(eof-object? (eof-object))              ; => #t
(read-char)                             ; error: read-char: this machine has no console to read from; give a port
(write-char "a")                        ; error: write-char: expected a character, got "a"
; A process may wait in the middle of reading or writing.
(let ((p (open-input-string "xyz"))) (let* ((a (read-char p)) (b (test-pause (read-char p)))) (list a b (read-char p))))        ; => (#\x #\y #\z)
(begin (display "before ") (test-pause 1) (display "after"))    ; prints before after
