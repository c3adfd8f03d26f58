; String ports, output and error objects: R7RS 6.13 and 6.11.

(display "plain \"text\"")              ; prints plain "text"
(write "plain \"text\"")                ; prints "plain \"text\""
(begin (display '("a" #\b c)) (newline))    ; prints (a b c)\n
(write '("a" #\b c))                    ; prints ("a" #\b c)
(write-string "abcdef" (current-output-port) 1 3)       ; prints bc
(write-char #\x)                        ; prints x
(display 5 (current-error-port))        ; prints 5
(display 5 'port)                       ; error: display: expected a textual output port, got port
(write ''a)                             ; prints 'a
(write '(quasiquote (a (unquote b) (unquote-splicing c))))  ; prints `(a ,b ,@c)

; ---- labels

(let ((x (list 1 2))) (set-cdr! (cdr x) x) (write x))   ; prints #0=(1 2 . #0#)
(let ((x (list 1 2))) (write (list x x)))   ; prints ((1 2) (1 2))
(let ((x (list 1 2))) (write-shared (list x x)))        ; prints (#0=(1 2) #0#)
(let ((x (list 1 2))) (write-simple (list x x)))        ; prints ((1 2) (1 2))
(let ((v (vector 1 #f))) (vector-set! v 1 v) (write v)) ; prints #0=#(1 #0#)
(define-record-type point (make-point x y) point? (x point-x set-point-x!) (y point-y))
(write (make-point 1 "two"))            ; prints #<point x: 1 y: "two">
(let ((p (make-point 1 2))) (set-point-x! p p) (write p))   ; prints #0=#<point x: #0# y: 2>
(point-x 5)                             ; error: point-x: expected a point, got 5
(define-record-type <edge> (make-edge from) edge? (from edge-from set-edge-from!))
(set-edge-from! 'e 1)                   ; error: set-edge-from!: expected an edge, got e

; ---- string ports

(define in (open-input-string "hello\nworld"))
(read-char in)                          ; => #\h
(peek-char in)                          ; => #\e
(read-line in)                          ; => "ello"
(read-string 3 in)                      ; => "wor"
(char-ready? in)                        ; => #t
(read-line in)                          ; => "ld"
(read-char in)                          ; => #<eof>
(eof-object? (read-line in))            ; => #t
(read-string 1 in)                      ; => #<eof>
(close-port in)
(input-port-open? in)                   ; => #f
(read-char in)                          ; error: read-char: the port is closed #<string input port>
(define out (open-output-string))
(begin (write 'a out) (display " " out) (write-char #\b out) (newline out))
(get-output-string out)                 ; => "a b\n"
(call-with-output-string (lambda (p) (write "x" p)))    ; => "\"x\""
(with-output-to-string (lambda () (display "inside")))  ; => "inside"
(parameterize ((current-output-port out)) (display "more"))
(get-output-string out)                 ; => "a b\nmore"
(map output-port? (list out in (current-output-port) 1))    ; => (#t #f #t #f)
(textual-port? out)                     ; => #t
(define bytes (open-input-bytevector (bytevector 1 2 3)))
(list (read-u8 bytes) (peek-u8 bytes) (read-bytevector 5 bytes) (read-u8 bytes))    ; => (1 2 #u8(2 3) #<eof>)
(let ((p (open-output-bytevector))) (write-u8 1 p) (write-bytevector #u8(2 3) p) (get-output-bytevector p))  ; => #u8(1 2 3)
(call-with-port (open-output-string) (lambda (p) (display 1 p) (get-output-string p)))  ; => "1"
; A procedure that prints to a string may wait in the middle.
(call-with-output-string (lambda (p) (display (test-pause 1) p) (display (test-pause 2) p)))    ; => "12"

; ---- error objects

(define (caught thunk) (call/cc (lambda (k) (with-exception-handler k thunk))))
(define e (caught (lambda () (error "bad thing:" 1 "two" 'three))))
(error-object? e)                       ; => #t
(error-object-message e)                ; => "bad thing:"
(error-object-irritants e)              ; => (1 "two" three)
(condition-report-string e)             ; => "bad thing: 1 \"two\" three"
e                                       ; => #<error bad thing: 1 "two" three>
(error "bad thing:" 1 "two")            ; error: bad thing: 1 "two"
(error 'proc "went wrong:" 5)           ; error: proc: went wrong: 5
(define e (caught (lambda () (car 5))))
(error-object? e)                       ; => #t
(error-object-message e)                ; => "car: expected a pair, got 5"
(error-object-irritants e)              ; => ()
(condition-kind e)                      ; => type
(condition-who e)                       ; => car
(string? (condition-position e))        ; => #t
(error-object-message 5)                ; error: error-object-message: expected an error object, got 5
(map file-error? (list e 1))            ; => (#f #f)
(condition-report-string 'raised)       ; => "raised"
(condition-kind (caught (lambda () (vector-ref (vector 1) 1))))     ; => range
(list-head (features) 6)                 ; => (r7rs exact-closed full-unicode ieee-float ratios perdure)
(exact-integer? (current-jiffy))        ; => #t
(jiffies-per-second)                    ; => 1000000
(let ((p (open-input-bytevector (bytevector 1 2 3))) (b (make-bytevector 4 0)))
  (let* ((n (read-bytevector! b p 1 3)) (m (read-bytevector! b p)) (end (read-bytevector! b p)))
    (list n m end b)))                  ; => (2 1 #<eof> #u8(3 1 2 0))
