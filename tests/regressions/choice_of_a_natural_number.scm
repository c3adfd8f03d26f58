; Of a choice between a loop's counter and a variable of which nothing is known, the latter
; was left out of account: so the value was taken for a natural number, and went unchecked.

(import (scheme base))

(define (pick-at v k) (let loop ((i 0)) (if (= i 2) (vector-ref v (if (= i 3) i k)) (loop (+ i 1)))))

(pick-at #(a b c) 1)                    ; => b
(pick-at #(a b c) -1)                   ; error: vector-ref: expected an index from 0 to 2, got -1

(define (halve k) (let loop ((i 0)) (if (= i 2) (quotient (if (= i 3) i k) 2) (loop (+ i 1)))))

(halve -1)                              ; => 0
(halve 1/2)                             ; error: quotient: expected an integer, got 1/2

(define (five? k) (let loop ((i 0)) (if (= i 2) (= (if (= i 3) i k) 5) (loop (+ i 1)))))

(five? 5)                               ; => #t
(five? 'five)                           ; error: =: expected a number, got five

(define (an-a? c) (let loop ((i 0)) (if (= i 2) (char=? (if (= i 3) (string-ref "a" 0) c) #\a) (loop (+ i 1)))))

(an-a? #\a)                             ; => #t
(an-a? "a")                             ; error: char=?: expected a character, got "a"
