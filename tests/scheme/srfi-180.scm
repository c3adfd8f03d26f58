; SRFI 180: JSON.

(import (srfi 180))
(define (from text) (json-read (open-input-string text)))
; As a generator of characters, which is never read in one go.
(define (characters text) (let ((k 0)) (lambda () (if (= k (string-length text)) (eof-object) (let ((c (string-ref text k))) (set! k (+ k 1)) c)))))
(define (slowly text) (json-read (characters text)))
(define (reason thunk) (guard (e ((json-error? e) (json-error-reason e))) (thunk)))
(define (wrong text) (let ((a (reason (lambda () (from text)))) (b (reason (lambda () (slowly text))))) (if (equal? a b) a (list a b))))
(map from '("null" "true" "false" "42" "-1" "1.5" "1e3" "\"a\"" "[]" "{}"))     ; => (null #t #f 42 -1 1.5 1000.0 "a" #() ())
(map slowly '("null" "true" "false" "42" "-1" "1.5" "1e3" "\"a\"" "[]" "{}"))   ; => (null #t #f 42 -1 1.5 1000.0 "a" #() ())
(define text " {\"a\": [1, 2.5, {\"b\": null}, \"x\\n\\u00e9\\ud83d\\ude00\"], \"c d\": {}, \"e\": [[], [true]]} ")
(from text)                             ; => ((a . #(1 2.5 ((b . null)) "x\né😀")) (|c d|) (e . #(#() #(#t))))
(equal? (from text) (slowly text))      ; => #t
(list (eof-object? (from "")) (eof-object? (from "  ")) (eof-object? (slowly "")))      ; => (#t #t #t)
(parameterize ((current-input-port (open-input-string "[1]"))) (json-read))     ; => #(1)
; One value at a time.
(let ((p (open-input-string "[1] {\"a\":2}3 \"x\""))) (let* ((a (json-read p)) (b (json-read p)) (c (json-read p)) (d (json-read p)) (e (json-read p))) (list a b c d (eof-object? e))))        ; => (#(1) ((a . 2)) 3 "x" #t)
(list (json-null? 'null) (json-null? '()) (json-null? (from "null")))   ; => (#t #f #t)
(from "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"") ; => "\"\\/\b\xc;\n\r\t"
(list (from "-0") (from "-0.0") (from "1E2") (from "1.5e-1"))   ; => (0 -0.0 100.0 0.15)
(from "123456789012345678901234567890") ; => 123456789012345678901234567890
; An integer of any size, where Python converts 4300 digits at most.
(define many-digits (string-append "-1" (make-string 5000 #\0)))
(equal? (from many-digits) (- (expt 10 5000)))  ; => #t
(equal? (slowly many-digits) (- (expt 10 5000)))        ; => #t
(equal? (from (string-append "[" many-digits "]")) (vector (- (expt 10 5000))))         ; => #t
(vector? (from (string-append (make-string 5000 #\[) (make-string 5000 #\]))))  ; => #t

(define (all-from source) (let loop ((made '())) (let ((x (json-read source))) (if (eof-object? x) (reverse made) (loop (cons x made))))))
(all-from (characters "42 [1] \"a\"[2]true{} 3\n4"))      ; => (42 #(1) "a" #(2) #t () 3 4)
; A port keeps what follows a number. With a generator it would be lost, so it must be white space.
(all-from (open-input-string "1[2]3\"a\""))     ; => (1 #(2) 3 "a")
(slowly "1[2]")                         ; error: json-read: expected white space after a number from a generator, got '[', at character 1
(from "0x1")                            ; => 0
(slowly "0x1")                          ; error: json-read: expected white space after a number from a generator, got 'x', at character 1
(let ((next (json-lines-read (characters "1[2]3")))) (let* ((a (next)) (b (next)) (c (next))) (list a b c (eof-object? (next)))))       ; => (1 #(2) 3 #t)

; What is wrong, and where.
(wrong "[1,]")                          ; => "json-read: expected a value, got ']', at character 4"
(wrong "[1 2]")                         ; => "json-read: expected a comma or ], got '2', at character 4"
(wrong "[1")                            ; => "json-read: expected a comma or ], got the end, at character 3"
(wrong "{\"a\" 1}")                     ; => "json-read: expected a colon after the key, got '1', at character 6"
(wrong "{a: 1}")                        ; => "json-read: expected a key or }, got 'a', at character 2"
(wrong "{\"a\": 1,}")                   ; => "json-read: expected a key, got '}', at character 9"
(wrong "{\"a\": 1]")                    ; => "json-read: expected a comma or }, got ']', at character 8"
(wrong "]")                             ; => "json-read: expected a value, got ']', at character 1"
(wrong "tru")                           ; => "json-read: expected true, at character 4"
(wrong "[nul]")                         ; => "json-read: expected null, at character 5"
(map wrong '("01" "1." ".5" "+1" "1e" "--1"))     ; => ("json-read: this is no number of JSON: 01, at character 2" "json-read: this is no number of JSON: 1., at character 2" "json-read: expected a value, got '.', at character 1" "json-read: expected a value, got '+', at character 1" "json-read: this is no number of JSON: 1e, at character 2" "json-read: this is no number of JSON: --1, at character 3")
(wrong "[NaN]")                         ; => "json-read: expected a value, got 'N', at character 2"
(wrong "\"a")                           ; => "json-read: expected the end of a string, got the end, at character 3"
(wrong "\"\\x\"")                       ; => "json-read: expected an escape, got 'x', at character 3"
(wrong "\"\\u12g4\"")                   ; => "json-read: expected a hexadecimal digit, got 'g', at character 6"
(wrong "[\"\\ud800\"]")                 ; => "json-read: half of a surrogate pair is no character, at character 9"
(wrong "{\"\\ud800\": 1}")                   ; => "json-read: half of a surrogate pair is no character, at character 9"
(wrong "[{\"\\udc00\": 1}]")                 ; => "json-read: half of a surrogate pair is no character, at character 9"
(wrong "[\"\\udc00\"]")                 ; => "json-read: half of a surrogate pair is no character, at character 8"
(wrong "\"\n\"")                        ; => "json-read: a control character must be escaped in a string, at character 2"
(from "[1,]")                           ; error: json-read: expected a value, got ']', at character 4
(json-read 5)                           ; error: json-read: expected a textual input port or a generator of characters, got 5
(json-fold cons list list list list '() 5)      ; error: json-fold: expected a textual input port or a generator of characters, got 5
(list (json-error? 5) (guard (e (#t (json-error? e))) (car 5)) (guard (e (#t (json-error? e))) (from "x")))     ; => (#f #f #t)
(json-error-reason 5)                   ; error: json-error-reason: expected a JSON error, got 5
(map (lambda (p) (p)) (list json-nesting-depth-limit json-number-of-character-limit))   ; => (+inf.0 +inf.0)
; Reaching a limit is too much.
(parameterize ((json-nesting-depth-limit 3)) (list (from "[[1]]") (wrong "[[[1]]]")))   ; => (#(#(1)) "json-read: the limit of nesting is reached, at character 3")
(parameterize ((json-number-of-character-limit 6)) (list (from "[1,2]") (wrong "[1,2,3]")))     ; => (#(1 2) "json-read: the limit of characters is reached, at character 6")

; The error names the procedure that was called.
(map (lambda (read) (reason (lambda () (read (open-input-string "]"))))) (list json-read (lambda (port) ((json-generator port))) (lambda (port) (json-fold cons list list list list '() port)) (lambda (port) ((json-lines-read port)))))    ; => ("json-read: expected a value, got ']', at character 1" "json-generator: expected a value, got ']', at character 1" "json-fold: expected a value, got ']', at character 1" "json-lines-read: expected a value, got ']', at character 1")

; Events.
(define (events g) (let loop ((made '())) (let ((x (g))) (if (eof-object? x) (reverse made) (loop (cons x made))))))
(events (json-generator (open-input-string "42 101 1337")))     ; => (42)
(events (json-generator (open-input-string "[42] 101 1337")))   ; => (array-start 42 array-end)
(events (json-generator (characters "{\"a\": [null], \"b\": {}}")))     ; => (object-start "a" array-start null array-end "b" object-start object-end object-end)
(let ((g (json-generator (open-input-string "1")))) (g) (list (eof-object? (g)) (eof-object? (g))))     ; => (#t #t)
(json-generator 'x)                     ; error: json-generator: expected a textual input port or a generator of characters, got x
(parameterize ((current-input-port (open-input-string "[]"))) (events (json-generator)))        ; => (array-start array-end)
(define (count-events text) (json-fold (lambda (x n) (if (number? x) (+ n 1) n)) (lambda (n) 0) (lambda (n) (list n)) (lambda (n) 0) (lambda (n) (list n)) 0 (open-input-string text)))
(count-events "5")                      ; => 1
(json-fold (lambda (x sum) (+ x sum)) (lambda (sum) 0) (lambda (sum) sum) (lambda (sum) 0) (lambda (sum) sum) 100 (open-input-string "[1, [2, 3], 4]"))         ; => 110
(json-fold (lambda (x seed) (cons x seed)) (lambda (s) '(a)) reverse (lambda (s) '(o)) reverse '() (characters "[1, {\"k\": 2}]"))      ; => ((a 1 (o "k" 2)))
(events (json-lines-read (open-input-string "{\"a\": 1}\n[2]\n3\n")))   ; => (((a . 1)) #(2) 3)
(events (json-lines-read (characters "1\n2\n"))) ; => (1 2)
(events (json-sequence-read (open-input-string "\x1E;{\"a\": 1}\n\x1E;[2]\n\x1E;3\n")))  ; => (((a . 1)) #(2) 3)
(events (json-sequence-read (characters "\x1E;1\n\x1E;2\n")))   ; => (1 2)
; Several separators are as good as one; nothing comes after the last text.
(define (sequence text) (let ((next (json-sequence-read (characters text)))) (let loop ((made '())) (let ((x (reason next))) (if (eof-object? x) (reverse made) (loop (cons x made)))))))
(map sequence '("" "\x1E;" "\x1E;\x1E;[1]\n\x1E;\n\x1E;\"a\""))    ; => (() () (#(1) "a"))
; What is wrong is wrong with that text alone.
(sequence "\x1E;[1\n\x1E;[2]\n\x1E;[3 4 5]\n\x1E;[6]\n") ; => ("json-sequence-read: expected a comma or ], got the end, at character 4" #(2) "json-sequence-read: expected a comma or ], got '4', at character 4" #(6))
; A number, true, false or null without white space after it may have been cut short.
(sequence "\x1E;12\x1E;true\x1E;null\x1E;3\n\x1E;4")   ; => ("json-sequence-read: white space must follow a number, true, false and null, at character 2" "json-sequence-read: white space must follow a number, true, false and null, at character 4" "json-sequence-read: white space must follow a number, true, false and null, at character 4" 3 "json-sequence-read: white space must follow a number, true, false and null, at character 1")
(sequence "1\n\x1E;2\n3\n\x1E;4\n")     ; => ("json-sequence-read: expected a record separator before a text, got '1', at character 1" 2 "json-sequence-read: expected a record separator before a text, got '3', at character 1" 4)

; Several values, one call each, from a port and from a generator.
(define (each-event g) (let loop ((made '())) (let ((x (events (json-generator g)))) (if (null? x) (reverse made) (loop (cons x made))))))
(each-event (open-input-string "{\"a\": 1} [2]\n\"x\" 3 null"))    ; => ((object-start "a" 1 object-end) (array-start 2 array-end) ("x") (3) (null))
(each-event (characters "{\"a\": 1} [2]\n\"x\" 3 null"))   ; => ((object-start "a" 1 object-end) (array-start 2 array-end) ("x") (3) (null))

; json-fold gives the seed where nothing is left, and f's value for what ends it.
(map (lambda (text) (json-fold cons list list list list 'seed (open-input-string text))) '("" " \n" "5" "[]"))        ; => (seed seed (5 . seed) (((seed)) . seed))
(map from '("{\"a\": 1, \"b\": 2, \"a\": 3}" "[{}, [], \"\"]"))     ; => (((a . 1) (b . 2) (a . 3)) #(() #() ""))
; The default limits let all through; a limit of depth counts what is open.
(parameterize ((json-nesting-depth-limit 1)) (list (from "1") (wrong "[]")))    ; => (1 "json-read: the limit of nesting is reached, at character 1")
(parameterize ((json-nesting-depth-limit 2)) (from "[]"))       ; => #()
(parameterize ((json-nesting-depth-limit 2)) (let ((g (json-generator (open-input-string "[[]]")))) (list (g) (guard (e ((json-error? e) 'too-deep)) (g)))))      ; => (array-start too-deep)

; Writing.
(define (to x) (call-with-output-string (lambda (port) (json-write x port))))
(map to (list 'null #t #f 42 -1.5 "a" '() #()))         ; => ("null" "true" "false" "42" "-1.5" "\"a\"" "{}" "[]")
(to '((a . 1) (|b c| . #(1 "x" ((d . null))))))         ; => "{\"a\":1,\"b c\":[1,\"x\",{\"d\":null}]}"
(to "\"\\\n\t\x1;é😀")                  ; => "\"\\\"\\\\\\n\\t\\u0001é😀\""
(equal? (to (- (expt 10 5000))) many-digits)    ; => #t
(map to '(1e21 1e-7 123456789012345678901234567890))    ; => ("1e+21" "1e-07" "123456789012345678901234567890")
(equal? (from (to (from text))) (from text))    ; => #t
(json-write '((a . #(1))))              ; prints {"a":[1]}
(let ((made '())) (json-write #(1 2) (lambda (s) (set! made (cons s made)))) made)      ; => ("[1,2]")
(map (lambda (x) (reason (lambda () (to x)))) (list 1/2 +inf.0 +nan.0 1+2i 'a car #\a))         ; => ("json-write: this has no JSON text: 1/2" "json-write: this has no JSON text: +inf.0" "json-write: this has no JSON text: +nan.0" "json-write: this has no JSON text: 1+2i" "json-write: this has no JSON text: a" "json-write: this has no JSON text: #<procedure car>" "json-write: this has no JSON text: #\\a")
(reason (lambda () (to '(1 2))))        ; => "json-write: an object is a list of pairs with symbols as keys, not one with 1 in it"
(reason (lambda () (to '(("a" . 1)))))  ; => "json-write: an object is a list of pairs with symbols as keys, not one with (\"a\" . 1) in it"
(reason (lambda () (to '((a . 1) . 5)))) ; => "json-write: an improper or circular list has no JSON text"
(reason (lambda () (let ((v (vector 1))) (vector-set! v 0 v) (to v))))  ; => "json-write: an object that contains itself has no JSON text"
(let ((v (vector 1))) (to (vector v v)))        ; => "[[1],[1]]"
; Nothing is written of what has no text.
(call-with-output-string (lambda (port) (reason (lambda () (json-write (vector 1 'x) port)))))  ; => ""
(json-write 1 5)                        ; error: json-write: expected a textual output port or an accumulator, got 5
(define (written . events) (call-with-output-string (lambda (port) (for-each (json-accumulator port) events))))
(written 'object-start "a" 'array-start 1 2 'array-end "b" 'object-start 'object-end "c" 'null 'object-end)     ; => "{\"a\":[1,2],\"b\":{},\"c\":null}"
(written 'array-start 'array-start 'array-end 'array-start #t 'array-end "x" 'array-end)        ; => "[[],[true],\"x\"]"
(written 5)                             ; => "5"
(written 5 (eof-object))                ; => "5"
(apply written (events (json-generator (open-input-string text))))      ; => "{\"a\":[1,2.5,{\"b\":null},\"x\\né😀\"],\"c d\":{},\"e\":[[],[true]]}"
(define (refused . events) (reason (lambda () (apply written events))))
(refused 1 2)                           ; => "json-accumulator: expected nothing after the value, got 2"
(refused 'array-end)                    ; => "json-accumulator: expected no end of an array here, got array-end"
(refused 'object-start 'array-end)      ; => "json-accumulator: expected no end of an array here, got array-end"
(refused 'array-start 'object-end)      ; => "json-accumulator: expected no end of an object here, got object-end"
(refused 'object-start "a" 'object-end) ; => "json-accumulator: expected no end of an object here, got object-end"
(refused 'object-start 5)               ; => "json-accumulator: expected a string as a key, got 5"
(refused 'array-start (eof-object))     ; => "json-accumulator: expected the rest of a value, got #<eof>"
(refused 'array-start 'x)               ; => "json-accumulator: expected an event of json-generator, got x"
(map (lambda (x) (refused 'array-start x)) (list 1/2 +inf.0 1+2i))      ; => ("json-accumulator: expected an integer or a finite inexact number, got 1/2" "json-accumulator: expected an integer or a finite inexact number, got +inf.0" "json-accumulator: expected an integer or a finite inexact number, got 1+2i")
(json-accumulator 5)                    ; error: json-accumulator: expected a textual output port or an accumulator, got 5
