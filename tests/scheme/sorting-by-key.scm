; Orders that compare the same thing of both elements, which are sorted by that key.

(import (scheme base) (scheme char) (srfi 132))

(list-sort (lambda (a b) (< (car a) (car b))) '((2 . a) (1 . b) (2 . c) (1 . d)))       ; => ((1 . b) (1 . d) (2 . a) (2 . c))
(list-sort (lambda (a b) (> (car a) (car b))) '((1 . a) (2 . b) (1 . c) (2 . d)))       ; => ((2 . b) (2 . d) (1 . a) (1 . c))
(list-sort (lambda (a b) (< (car b) (car a))) '((1 . a) (2 . b) (1 . c) (2 . d)))       ; => ((2 . b) (2 . d) (1 . a) (1 . c))
(list-sort (lambda (a b) (> (car b) (car a))) '((2 . a) (1 . b) (2 . c) (1 . d)))       ; => ((1 . b) (1 . d) (2 . a) (2 . c))
(list-sort (lambda (a b) (string<? (cdr a) (cdr b))) '((1 . "b") (2 . "a") (3 . "ab")))  ; => ((2 . "a") (3 . "ab") (1 . "b"))
(list-sort (lambda (a b) (string>? (cdr b) (cdr a))) '((1 . "b") (2 . "a") (3 . "ab")))  ; => ((2 . "a") (3 . "ab") (1 . "b"))
(list-sort (lambda (a b) (char<? (string-ref a 0) (string-ref b 0))) '("bz" "ab" "ba" "aa"))   ; => ("ab" "aa" "bz" "ba")
(let ((m 10)) (list-sort (lambda (a b) (< (modulo a m) (modulo b m))) '(19 28 37 11 20)))      ; => (20 11 37 28 19)
(list-sort (lambda (a b) (< a b)) '(3 1/2 2.5 -1 2))    ; => (-1 1/2 2 2.5 3)
(vector-sort (lambda (a b) (< (vector-ref a 1) (vector-ref b 1))) #(#(a 2) #(b 1) #(c 2)))     ; => #(#(b 1) #(a 2) #(c 2))

; Not the same thing of both, or another thing than keys: still what the order says.
(list-sort (lambda (a b) (< (car a) (cdr b))) '((1 . 5)))           ; => ((1 . 5))
(list-sort (lambda (a b) (< (+ a b) (+ a b))) '(3 1 2))             ; => (3 1 2)
(list-sort (lambda (a b) (< (* a 1) (* b 1.0))) '(3 1 2))           ; => (1 2 3)
(list-sort (lambda (a b) (< 1 2)) '())                              ; => ()
(length (list-sort (lambda (a b) (< (+ a 0) (+ b 0))) (list 2 +nan.0 1)))   ; => 3
(list-sort (lambda (a b) (string<? (symbol->string a) (symbol->string b))) '(b c a))   ; => (a b c)

(define-record-type person (make-person name age) person? (name name-of) (age age-of))

(map name-of (list-sort (lambda (a b) (< (age-of a) (age-of b)))
                        (list (make-person 'x 30) (make-person 'y 20) (make-person 'z 30))))   ; => (y x z)

; An error is that of the comparison.
(list-sort (lambda (a b) (< (car a) (car b))) '((1) 2 (3)))         ; error: car: expected a pair, got 2
(list-sort (lambda (a b) (< (car a) (car b))) '((1) (x) (3)))       ; error: <: expected a real number, got x
(list-sort (lambda (a b) (< (age-of a) (age-of b))) (list (make-person 'x 1) 5))     ; error: age-of: expected a person, got 5
