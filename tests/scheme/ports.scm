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
; A line ends with a line feed, a carriage return, or both.
(let ((p (open-input-string "a\r\nb\rc\n\r\n\rd\r"))) (let loop ((l (read-line p)) (all '())) (if (eof-object? l) (reverse all) (loop (read-line p) (cons l all)))))         ; => ("a" "b" "c" "" "" "d")
(let ((p (open-input-string "a\r\nb"))) (let* ((line (read-line p)) (c (read-char p))) (list line c)))         ; => ("a" #\b)
(let ((p (open-input-string "one line, and no end"))) (read-string 4 p) (read-line p))  ; => "line, and no end"
(list (read-string 0 (open-input-string "")) (eof-object? (read-string 1 (open-input-string ""))) (read-string 9 (open-input-string "abc")))        ; => ("" #t "abc")
(read-string -1 in)                     ; error: read-string: expected a size (an exact integer from 0), got -1
(read-string 1.0 in)                    ; error: read-string: expected a size (an exact integer from 0), got 1.0
; The console's ports.
(map input-port? (list (current-input-port) (current-output-port) (current-error-port)))        ; => (#t #f #f)
(map output-port? (list (current-input-port) (current-output-port) (current-error-port)))       ; => (#f #t #t)
(map textual-port? (list (current-input-port) (current-output-port)))   ; => (#t #t)
(map binary-port? (list (current-input-port) (current-output-port)))    ; => (#f #f)
(map port? (list (current-input-port) (current-output-port)))   ; => (#t #t)
(list (input-port-open? (current-input-port)) (output-port-open? (current-output-port)))        ; => (#t #t)
(begin (flush-output-port) (flush-output-port (current-output-port)) (display "flushed"))       ; prints flushed
(flush-output-port (current-input-port))        ; error: flush-output-port: expected an output port, got #<console port>
(write 1 (current-input-port))          ; error: write: expected a textual output port, got #<console port>
(read-u8)                               ; error: read-u8: expected a binary input port, got #<console port>
(read-line (current-output-port))       ; error: read-line: expected a textual input port, got #<console port>
(read-line 5)                           ; error: read-line: expected a textual input port, got 5
(parameterize ((current-input-port (open-input-string "given\nmore"))) (let* ((a (read-line)) (b (read-char)) (c (peek-char)) (d (read-string 2))) (list a b c d)))       ; => ("given" #\m #\o "or")
(parameterize ((current-input-port (open-input-bytevector #u8(1 2 3 4)))) (let* ((a (read-u8)) (b (peek-u8)) (c (read-bytevector 2))) (list a b c)))     ; => (1 2 #u8(2 3))
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
(let ((p (open-output-bytevector))) (parameterize ((current-output-port p)) (write-u8 1) (write-bytevector #u8(2 3))) (get-output-bytevector p))    ; => #u8(1 2 3)
(write-u8 1)                            ; error: write-u8: expected a binary output port, got #<console port>
(write-u8 300 (open-output-bytevector)) ; error: write-u8: expected a byte (an exact integer from 0 to 255), got 300
(display 1 2)                           ; error: display: expected a textual output port, got 2
(open-input-string 5)                   ; error: open-input-string: expected a string, got 5
(close-port 5)                          ; error: close-port: expected a port, got 5
(close-input-port out)                  ; error: close-input-port: expected an input port, got #<string output port>
(close-output-port in)                  ; error: close-output-port: expected an output port, got #<string input port>
(input-port-open? out)                  ; error: input-port-open?: expected an input port, got #<string output port>
(output-port-open? in)                  ; error: output-port-open?: expected an output port, got #<string input port>
(get-output-string in)                  ; error: get-output-string: expected a string output port, got #<string input port>
(get-output-bytevector out)             ; error: get-output-bytevector: expected a bytevector output port, got #<string output port>
(let ((p (open-output-bytevector))) (close-port p) (write-u8 1 p))      ; error: write-u8: the port is closed #<bytevector output port>
(let ((p (open-input-bytevector #u8(1)))) (close-port p) (read-u8 p))   ; error: read-u8: the port is closed #<bytevector input port>
(write-string "abc" (open-output-string) 2 1)   ; error: write-string: expected a start index from 0 to 1, got 2
(write-string "abc" (open-output-string) 0 4)   ; error: write-string: expected an end index from 0 to 3, got 4
(write-bytevector #u8(1) (open-output-string))  ; error: write-bytevector: expected a binary output port, got #<string output port>
(let ((p (open-output-string))) (close-port p) (close-port p) (close-output-port p) (output-port-open? p))       ; => #f
(call-with-values (lambda () (call-with-port (open-input-string "ab") (lambda (p) (values (read-char p) p)))) (lambda (c p) (list c (input-port-open? p))))     ; => (#\a #f)
(eof-object? (eof-object))              ; => #t
(read-char)                             ; error: read-char: this machine has no console to read from; give a port
(write-char "a")                        ; error: write-char: expected a character, got "a"
; A process may wait in the middle of reading or writing.
(let ((p (open-input-string "xyz"))) (let* ((a (read-char p)) (b (test-pause (read-char p)))) (list a b (read-char p))))        ; => (#\x #\y #\z)
(begin (display "before ") (test-pause 1) (display "after"))    ; prints before after
