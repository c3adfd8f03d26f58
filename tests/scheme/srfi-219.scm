; SRFI 219: curried define.
(import (srfi 219))

(define ((greet-with-prefix prefix) suffix)
  (string-append prefix " " suffix))
(define greet (greet-with-prefix "Hello"))
(greet "there!")                        ; => "Hello there!"
(define ((append-to . a) . b) (apply append (append a b)))
((append-to))                           ; => ()
((append-to '(1 2) '(3 4)) '(5 6) '(7 8))       ; => (1 2 3 4 5 6 7 8)
(define (((deep a) b . c) d) (list a b c d))
(((deep 1) 2 3 4) 5)                    ; => (1 2 (3 4) 5)
(define x 5)
x                                       ; => 5
(define (plain y) (define ((inner a) b) (+ a b y)) ((inner 1) 2))
(plain 10)                              ; => 13
(define ((counted) . body) (length body))
((counted) 1 2)                         ; => 2
(let () (define ((f a)) (* a 2)) ((f 21)))      ; => 42
(define (5) 1)                          ; error: define: expected a name, got 5
