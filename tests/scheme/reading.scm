; in an image
; R7RS 6.13.2, (scheme read): `read`, and the syntax of data (7.1.2).

(define (read-all text)
  (let ((port (open-input-string text)))
    (let loop ((all '()))
      (let ((x (read port)))
        (if (eof-object? x) (reverse all) (loop (cons x all)))))))
(define (one text) (read (open-input-string text)))
(define (fault text)
  (guard (e ((read-error? e) (condition-report-string e))) (list 'no-error (one text))))

; ---- atoms

(read-all "1 -2 3/4 1.5 #xff #e1.5 +inf.0 +i")  ; => (1 -2 3/4 1.5 255 3/2 +inf.0 +i)
(read-all "a |b c| |d\\x41;\\|| || a.b ... + - 1+ +a -> .x")     ; => (a |b c| |dA\|| || a.b ... + - 1+ +a -> .x)
(read-all "#t #f #true #false")         ; => (#t #f #t #f)
(read-all "#\\a #\\space #\\newline #\\x3bb #\\( #\\) #\\; #\\\" #\\x #\\alarm #\\null #\\delete #\\escape #\\backspace #\\tab #\\return")       ; => (#\a #\space #\newline #\λ #\( #\) #\; #\" #\x #\alarm #\null #\delete #\escape #\backspace #\tab #\return)
(read-all "\"\" \"a\\nb\" \"\\x3bb;\" \"a\\\n   b\" \"tab\\t\\a\\\\\\\"\"")      ; => ("" "a\nb" "λ" "ab" "tab\t\a\\\"")
(read-all "\"two\nlines\"")             ; => ("two\nlines")

; ---- compound data

(read-all "() (a) (a b) (a . b) (a b . c) ((a) (b (c)))")        ; => (() (a) (a b) (a . b) (a b . c) ((a) (b (c))))
(read-all "#() #(1 #(2) \"x\") #u8() #u8(0 255 16)")    ; => (#() #(1 #(2) "x") #u8() #u8(0 255 16))
(read-all "'a `(b ,c ,@d) '()")         ; => ('a `(b ,c ,@d) '())
(one "'a")                              ; => 'a
(car (one "'a"))                        ; => quote
(read-all "(a)(b)c(d)\"e\"f")           ; => ((a) (b) c (d) "e" f)
; What is read may be changed.
(let ((x (one "#(1 2)"))) (vector-set! x 0 'new) x)     ; => #(new 2)
(let ((x (one "\"abc\""))) (string-set! x 0 #\x) x)     ; => "xbc"
(let ((x (one "#u8(1 2)"))) (bytevector-u8-set! x 0 9) x)       ; => #u8(9 2)
(let ((x (one "(1 2)"))) (set-car! x 9) x)      ; => (9 2)

; ---- comments

(read-all "; nothing\n1 ;; two\n2 ; end")       ; => (1 2)
(read-all "#| block |# 1 #| #| nested |# still |# 2")   ; => (1 2)
(read-all "#;hidden 1 (2 #;(3 4) 5 #;6) #; #;a b 7")    ; => (1 (2 5) 7)
(read-all "(a #;b . c)")                ; => ((a . c))
(read-all " \t\r\n ")                   ; => ()

; ---- labels

(one "(#0=(a) #0# #0#)")                ; => ((a) (a) (a))
(let ((x (one "(#0=(a) #0# #1=b #1#)"))) (list (eq? (car x) (cadr x)) (cdddr x)))        ; => (#t (b))
(one "#0=(a b . #0#)")                  ; => #0=(a b . #0#)
(let ((x (one "#0=(a b . #0#)"))) (eq? x (cddr x)))     ; => #t
(let ((x (one "#5=#(1 #5#)"))) (eq? x (vector-ref x 1)))        ; => #t
(one "#0=(1 #1=(2 #0# . #1#) #1#)")     ; => #0=(1 #1=(2 #0# . #1#) #1#)
(let ((x (one "(#0=\"s\" . #0#)"))) (eq? (car x) (cdr x)))       ; => #t
; A label means something in its own datum only.
(fault "#0=(a) #0#")                    ; => (no-error (a))
(let ((p (open-input-string "#0=(a) #0#"))) (read p) (guard (e ((read-error? e) 'unknown)) (read p)))    ; => unknown

; ---- case

(read-all "ABC #!fold-case ABC #\\A \"ABC\" |ABC| #!no-fold-case ABC")   ; => (ABC abc #\A "ABC" ABC ABC)
(let ((p (open-input-string "#!fold-case A B"))) (let* ((a (read p)) (b (begin (sleep 1) (read p)))) (list a b)))        ; => (a b)
(one "Straße")                          ; => Straße

; ---- the end, and what is wrong

(eof-object? (one ""))                  ; => #t
(eof-object? (one " ; only a comment")) ; => #t
(fault "(a b")                          ; => "read: this form has no end; ) is missing (line 1, column 1 of the string)"
(fault "\n  (a \"b")                    ; => "read: this string has no end (line 2, column 6 of the string)"
(fault ")")                             ; => "read: this ) closes nothing (line 1, column 1 of the string)"
(fault "(a . )")                        ; => "read: an item is missing between the dot and ) (line 1, column 6 of the string)"
(fault "(. a)")                         ; => "read: a dot may only stand before the last item of a list (line 1, column 2 of the string)"
(fault "(a . b c)")                     ; => "read: only one item may follow a dot (line 1, column 8 of the string)"
(fault "#|")                            ; => "read: the comment #| has no end; |# is missing (line 1, column 1 of the string)"
(fault "'")                             ; => "read: the text ends where a datum should follow (line 1, column 1 of the string)"
(fault "|a")                            ; => "read: this symbol | has no end (line 1, column 1 of the string)"
(fault "#u8(256)")                      ; => "read: a bytevector holds exact integers from 0 to 255 only (line 1, column 5 of the string)"
(fault "#\\nosuch")                     ; => "read: unknown character name #\\nosuch (line 1, column 1 of the string)"
(fault "\"\\q\"")                       ; => "read: unknown escape \\q; write \\\\ for a backslash (line 1, column 1 of the string)"
(fault "#1#")                           ; => "read: #1# stands for nothing; no #1= is before it (line 1, column 1 of the string)"
(fault "[a]")                           ; => "read: [ is reserved; Scheme uses round parentheses only (line 1, column 1 of the string)"
(fault "#;")                            ; => "read: the text ends where a datum should follow (line 1, column 1 of the string)"
(fault "#nosuch")                       ; => "read: unknown syntax #nosuch (line 1, column 1 of the string)"
; After an error, reading goes on behind it.
(let ((p (open-input-string ") a"))) (guard (e (#t #f)) (read p)) (read p))      ; => a
(let ((p (open-input-string "(a")) ) (guard (e (#t #f)) (read p)) (eof-object? (read p)))        ; => #t
(read (open-input-string ")"))          ; error: read: this ) closes nothing (line 1, column 1 of the string)
(read (open-output-string))             ; error: read: expected a textual input port, got #<string output port>
(read 5)                                ; error: read: expected a textual input port, got 5
(read (open-input-bytevector #u8(49)))  ; error: read: expected a textual input port, got #<bytevector input port>
(let ((p (open-input-string "a"))) (close-port p) (guard (e ((error-object? e) 'closed)) (read p)))      ; => closed

; ---- between other procedures

(let ((p (open-input-string "(a) b; c\nrest")))
  (let* ((x (read p)) (c (read-char p)) (y (read p)) (line (read-line p)))
    (list x c y line (read-line p))))   ; => ((a) #\space b "; c" "rest")
(let ((p (open-input-string "a\nb"))) (let* ((x (read p)) (c (peek-char p))) (list x c)))        ; => (a #\newline)
(parameterize ((current-input-port (open-input-string "1 2"))) (let* ((a (read)) (b (read))) (+ a b)))    ; => 3
(let ((p (open-input-string "1 (2"))) (read p) (let ((here (read-string 3 p))) here))    ; => " (2"

; ---- what write writes, read reads

(define (same? x)
  (let ((p (open-output-string))) (write x p) (equal? x (one (get-output-string p)))))
(map same? (list 1 -1/2 1.5 #\a #\space #\x0 "a\"b\\\n\t\x7f;" 'sym '|odd sym| '|| '|1| '|a\|b| '(1 . 2) '#(1 "2" #\3) #u8(1 2) '() #t #f '(quote x) '`(a ,b ,@c)))       ; => (#t #t #t #t #t #t #t #t #t #t #t #t #t #t #t #t #t #t #t #t)
(let ((x (list 1 2 3))) (set-cdr! (cddr x) x) (same? x))        ; => #t
; A long text is read in one go, and one datum at a time.
(length (read-all (call-with-output-string (lambda (p) (do ((i 0 (+ i 1))) ((= i 30000)) (write i p) (newline p))))))    ; => 30000

; ---- (scheme eval), (scheme repl), (scheme r5rs)

(import (scheme eval) (scheme repl) (scheme r5rs))
(eval '(* 7 3) (environment '(scheme base)))    ; => 21
(let ((f (eval '(lambda (f x) (f x x)) (null-environment 5)))) (f + 10))         ; => 20
(guard (e (#t 'unbound)) (eval '(car '(1)) (null-environment 5)))        ; => unbound
(eval '(let loop ((i 0)) (cond ((= i 3) => not) (else (loop (+ i 1))))) (scheme-report-environment 5))  ; => #f
(eval '(case 2 ((1) 'one) (else 'other)) (scheme-report-environment 5))         ; => other
(eval '(let-syntax ((swap (syntax-rules () ((_ a b) (list b a))))) (swap 1 2)) (scheme-report-environment 5))   ; => (2 1)
(guard (e (#t 'unbound)) (eval '(string-map char-upcase "a") (scheme-report-environment 5)))     ; => unbound
(scheme-report-environment 4)           ; error: scheme-report-environment: expected the version 5, got 4
(null-environment "5")                  ; error: null-environment: expected the version 5, got "5"
(define seen-there 5)
(eval 'seen-there (interaction-environment))    ; => 5
(eval '(define made-there 6) (interaction-environment))
made-there                              ; => 6
(environment '(no such))                ; error: import: there is no library (no such)
(eval 1 2)                              ; error: eval: expected an environment, got 2

; ---- (scheme process-context)

(list? (command-line))                  ; => #t
(string? (get-environment-variable "PATH"))     ; => #t
(get-environment-variable "PERDURE_NO_SUCH")    ; => #f
(equal? (cdr (assoc "PATH" (get-environment-variables))) (get-environment-variable "PATH"))      ; => #t
(get-environment-variable 'PATH)        ; error: get-environment-variable: expected a string, got PATH
(exit)                                  ; => #t
(exit 5)                                ; => 5
(begin (exit #f) (display "not here"))  ; => #f
(dynamic-wind (lambda () (display "in ")) (lambda () (exit 7)) (lambda () (display "out")))     ; prints in out
(dynamic-wind (lambda () (display "in")) (lambda () (emergency-exit 7)) (lambda () (display "out")))   ; prints in
(dynamic-wind (lambda () #f) (lambda () (dynamic-wind (lambda () #f) (lambda () (exit 'code)) (lambda () (display "inner ")))) (lambda () (display "outer")))       ; prints inner outer
; Only the process that exits ends; another may wait for it.
(let ((child (spawn (lambda () (exit 3) 4)))) (wait child))     ; => 3
; An `after` thunk that leaves by itself keeps the process.
(call/cc (lambda (k) (dynamic-wind (lambda () #f) (lambda () (exit 1)) (lambda () (k 'stayed)))))        ; => stayed
(guard (e (#t 'caught)) (exit 9))       ; => 9
