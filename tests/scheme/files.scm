; in an image
; R7RS 6.13 and (scheme file): files. What becomes of them after a kill is in tests/image.

(define folder (or (get-environment-variable "TMPDIR") "/tmp"))
(define (fresh-name part) (string-append folder "/perdure-" (number->string (current-jiffy)) part))
(define name (fresh-name ".txt"))
(define (kind thunk)
  (guard (e ((file-error? e) 'file) ((read-error? e) 'read) ((error-object? e) 'other)) (thunk)))
(define (contents name)
  (call-with-input-file name
    (lambda (p) (let ((text (read-string 100000 p))) (if (eof-object? text) "" text)))))

; ---- what is not there

(file-exists? name)                     ; => #f
(kind (lambda () (open-input-file name)))       ; => file
(kind (lambda () (open-binary-input-file name)))        ; => file
(kind (lambda () (delete-file name)))   ; => file
(kind (lambda () (call-with-input-file name read)))     ; => file
(kind (lambda () (with-input-from-file name read)))     ; => file
(kind (lambda () (open-output-file (string-append name "/inside"))))    ; => file
(kind (lambda () (open-input-file folder)))     ; => file
(kind (lambda () (open-output-file folder)))    ; => file
(kind (lambda () (delete-file folder)))         ; => file
(kind (lambda () (load name)))          ; => file
(open-input-file "/no such file")       ; error: open-input-file: cannot use the file "/no such file": no such file or directory
(open-output-file "/no such folder/file")       ; error: open-output-file: cannot use the file "/no such folder/file": no such file or directory
(open-input-file "/")                   ; error: open-input-file: "/" is a directory, not a file
(open-input-file 'name)                 ; error: open-input-file: expected a string, got name
(open-input-file "")                    ; error: open-input-file: expected the name of a file, got ""
(open-output-file "a\x0;b")             ; error: open-output-file: expected the name of a file, got "a\x0;b"
(file-exists? 5)                        ; error: file-exists?: expected a string, got 5
(file-exists? "/no such file")          ; => #f
(file-exists? "/")                      ; => #t

; ---- writing

(define out (open-output-file name))
(list (port? out) (output-port? out) (input-port? out) (textual-port? out) (binary-port? out) (output-port-open? out))  ; => (#t #t #f #t #f #t)
(file-exists? name)                     ; => #t
(begin (write '(a "b\n" #\λ) out) (newline out) (display "zwei λ" out) (write-char #\newline out) (write-string "dreimal" out 0 4) (flush-output-port out))
(contents name)                         ; => "(a \"b\\n\" #\\λ)\nzwei λ\ndrei"
; Output of one slice goes on where that of the one before ended.
(begin (write-string " vier" out) (sleep 1) (write-string " fünf" out) (yield) (write-string " sechs" out))
(close-port out)
(output-port-open? out)                 ; => #f
(kind (lambda () (write 1 out)))        ; => other
(contents name)                         ; => "(a \"b\\n\" #\\λ)\nzwei λ\ndrei vier fünf sechs"
(kind (lambda () (read-char out)))      ; => other
(kind (lambda () (write-u8 1 out)))     ; => other

; ---- reading

(define in (open-input-file name))
(list (port? in) (input-port? in) (output-port? in) (textual-port? in) (binary-port? in) (input-port-open? in))         ; => (#t #t #f #t #f #t)
(list (peek-char in) (read-char in) (char-ready? in))   ; => (#\( #\( #t)
(begin (close-port in) (kind (lambda () (read-char in))))       ; => other
(kind (lambda () (read-char in)))       ; => other
(input-port-open? in)                   ; => #f
(define in (open-input-file name))
(list (read in) (read-char in) (read-line in) (read-string 4 in) (read in) (read in) (read in) (eof-object? (read in)))         ; => ((a "b\n" #\λ) #\newline "zwei λ" "drei" vier fünf sechs #t)
(list (eof-object? (read-char in)) (eof-object? (peek-char in)) (eof-object? (read-line in)) (eof-object? (read-string 3 in)) (read-string 0 in))         ; => (#t #t #t #t "")
(kind (lambda () (read-u8 in)))         ; => other
; What is written at the end of a file is there for who has read it all.
(define out (open-output-file name))
(define in (open-input-file name))
(let* ((a (read-line in)) (b (begin (write-string "now λ" out) (read-line in))) (c (read-line in))) (list (eof-object? a) b (eof-object? c)))   ; => (#t "now λ" #t)

; ---- with a port

(call-with-output-file name (lambda (p) (write 'one p) (write-string "\r\ntwo\rthree\n\nfive" p) 'value))   ; => value
(call-with-input-file name (lambda (p) (let loop ((lines '())) (let ((line (read-line p))) (if (eof-object? line) (reverse lines) (loop (cons line lines)))))))   ; => ("one" "two" "three" "" "five")
(call-with-values (lambda () (call-with-input-file name (lambda (p) (values (read p) (read p))))) list)     ; => (one two)
(let ((kept #f)) (call-with-input-file name (lambda (p) (set! kept p))) (input-port-open? kept))        ; => #f
(let ((kept #f)) (call-with-port (open-output-file name) (lambda (p) (set! kept p))) (output-port-open? kept))     ; => #f
(contents name)                         ; => ""
(with-output-to-file name (lambda () (display "inside") (newline) 'value))      ; => value
(contents name)                         ; => "inside\n"
(with-input-from-file name (lambda () (list (read-char) (read-line) (eof-object? (read)))))     ; => (#\i "nside" #t)
(with-output-to-file name (lambda () (display "in") (display "error" (current-error-port))))    ; prints error
; Leaving and coming back changes the port in effect.
(begin
  (define again #f)
  (define trace '())
  (with-output-to-file name
    (lambda ()
      (display "a")
      (call/cc (lambda (leave)
                 (with-output-to-string
                   (lambda () (display "lost") (leave 1)))))
      (display "b")))
  (contents name))                      ; => "ab"
(begin (call/cc (lambda (leave) (with-output-to-file name (lambda () (display "x") (leave 1))))) (display "console"))     ; prints console
(contents name)                         ; => "x"
(kind (lambda () (with-output-to-file name (lambda () (display "before") (car '())))))         ; => other
(contents name)                         ; => "before"
(let ((port (current-input-port))) (with-input-from-file name (lambda () (read-char))) (eq? port (current-input-port)))         ; => #t

; ---- many ports at once

(define other (fresh-name ".2"))
(let ((a (open-output-file name)) (b (open-output-file other)))
  (do ((i 0 (+ i 1))) ((= i 5)) (write i a) (write (* i i) b))
  (close-port a) (close-port b)
  (list (contents name) (contents other)))      ; => ("01234" "014916")
; Whoever opens a file for writing empties it, also within one slice.
(begin (call-with-output-file name (lambda (p) (display "first" p))) (call-with-output-file name (lambda (p) (display "2nd" p))) (contents name))         ; => "2nd"
(delete-file other)
(file-exists? other)                    ; => #f
(begin (call-with-output-file other (lambda (p) (display "x" p))) (delete-file other) (file-exists? other))    ; => #f
(let ((p (open-output-file other))) (display "x" p) (delete-file other) (kind (lambda () (display "y" p))))      ; => file
(file-exists? other)                    ; => #f
(let ((p (open-input-file name))) (read-char p) (delete-file name) (let ((rest (kind (lambda () (read-string 100000 p))))) rest))      ; => file

; ---- large and odd files

(call-with-output-file name (lambda (p) (do ((i 0 (+ i 1))) ((= i 40000)) (write-string "λ€x" p) (newline p))))
(call-with-input-file name (lambda (p) (let loop ((count 0)) (let ((line (read-line p))) (if (eof-object? line) count (if (string=? line "λ€x") (loop (+ count 1)) line))))))    ; => 40000
(call-with-input-file name (lambda (p) (let loop ((count 0)) (let ((c (read-char p))) (if (eof-object? c) count (loop (+ count 1)))))))         ; => 160000
(string-length (contents name))         ; => 100000
(call-with-input-file name (lambda (p) (let loop ((count 0)) (let ((x (read p))) (if (eof-object? x) count (if (eq? x 'λ€x) (loop (+ count 1)) x))))))    ; => 40000
(call-with-output-file name (lambda (p) (write (make-list 50000 'element) p)))
(length (call-with-input-file name read))       ; => 50000

; ---- binary

(define out (open-binary-output-file name))
(list (textual-port? out) (binary-port? out) (output-port? out))        ; => (#f #t #t)
(begin (write-u8 1 out) (write-bytevector #u8(2 255 254 5) out) (write-bytevector #u8(6 7 8) out 1 2) (close-port out))
(kind (lambda () (write-u8 1 out)))     ; => other
(define in (open-binary-input-file name))
(list (textual-port? in) (binary-port? in) (input-port? in))    ; => (#f #t #t)
(list (peek-u8 in) (read-u8 in) (u8-ready? in) (read-bytevector 2 in) (read-bytevector 9 in) (read-u8 in) (peek-u8 in) (read-bytevector 1 in))  ; => (1 1 #t #u8(2 255) #u8(254 5 7) #<eof> #<eof> #<eof>)
(call-with-port (open-binary-input-file name) (lambda (p) (let* ((b (make-bytevector 4 0)) (n (read-bytevector! b p 1 3)) (m (read-bytevector! b p 0 2))) (list n m b))))    ; => (2 2 #u8(255 254 2 0))
(kind (lambda () (read-char in)))       ; => other
; What is no text is an error only where it is met.
(define in (open-input-file name))
(list (read-char in) (read-char in) (kind (lambda () (read-char in))))  ; => (#\x1 #\x2 read)
(begin (call-with-port (open-binary-output-file name) (lambda (p) (write-bytevector (string->utf8 "ab λ") p))) (contents name))      ; => "ab λ"
(begin (call-with-port (open-binary-output-file name) (lambda (p) (write-bytevector #u8(97 206) p))) (kind (lambda () (call-with-input-file name (lambda (p) (read-char p) (read-char p))))))    ; => read

; ---- load

(call-with-output-file name (lambda (p) (write '(define loaded 41) p) (write '(define-syntax twice (syntax-rules () ((_ x) (* 2 x)))) p) (write '(twice (+ loaded 1)) p)))
(load name)                             ; => 84
loaded                                  ; => 41
(twice 4)                               ; => 8
(define place (environment '(scheme base)))
(load name place)                       ; => 84
(eval '(twice loaded) place)            ; => 82
(load name (interaction-environment))   ; => 84
(load name 5)                           ; error: load: expected an environment, got 5
(begin (call-with-output-file name (lambda (p) (display "(define before 1)\n(car" p))) (kind (lambda () (load name))))         ; => read
before                                  ; => 1
(load 5)                                ; error: load: expected a string, got 5
(begin (call-with-port (open-binary-output-file name) (lambda (p) (write-u8 255 p))) (kind (lambda () (load name))))     ; => read
(delete-file name)
(file-exists? name)                     ; => #f
; Devices that have positions will do.
(call-with-input-file "/dev/null" eof-object?)  ; => #f
(eof-object? (call-with-input-file "/dev/null" read-char))      ; => #t
(call-with-output-file "/dev/null" (lambda (p) (write 'lost p) 'written))       ; => written
