; Vectors and bytevectors: R7RS 6.8 and 6.9.

(vector 1 2)                            ; => #(1 2)
(make-vector 2 'x)                      ; => #(x x)
(vector-length #(1 2 3))                ; => 3
(vector-length '(1))                    ; error: vector-length: expected a vector, got (1)
(vector-ref #(1 2 3) 1)                 ; => 2
(vector-ref #(1 2 3) 3)                 ; error: vector-ref: expected an index from 0 to 2, got 3
(vector-ref #(1 2 3) -1)                ; error: vector-ref: expected an index from 0 to 2, got -1
(vector-ref #(1 2 3) 1.0)               ; error: vector-ref: expected an index (an exact integer from 0), got 1.0
(vector-ref (vector) 0)                 ; error: vector-ref: the vector is empty, it has no index 0
(let ((v (vector 1 2))) (vector-set! v 0 'a) v)         ; => #(a 2)
(vector-set! #(1 2) 0 1)                ; error: vector-set!: a literal cannot be changed; change a vector-copy of it: #(1 2)
(vector-set! (vector 1) 1 0)            ; error: vector-set!: expected an index from 0 to 0, got 1
(vector->list #(1 2 3) 1)               ; => (2 3)
(vector->list #(1 2 3) 1 2)             ; => (2)
(list->vector '(1 2))                   ; => #(1 2)
(let ((v (vector-copy #(1 2 3) 1))) (vector-set! v 0 'x) v)     ; => #(x 3)
(let ((v (vector 1 2 3 4 5))) (vector-copy! v 1 v 0 3) v)       ; => #(1 1 2 3 5)
(vector-copy! (vector 1 2) 1 #(1 2 3))  ; error: vector-copy!: 3 elements do not fit at index 1 of a vector of 2
(vector-append #(1) #(2 3))             ; => #(1 2 3)
(let ((v (vector 1 2 3))) (vector-fill! v 'x 1) v)      ; => #(1 x x)
(vector-map + #(1 2) #(10 20 30))       ; => #(11 22)
(vector-map (lambda (x) (* x x)) #(1 2 3))  ; => #(1 4 9)
(vector-for-each (lambda (x) (display x)) #(1 2 3))     ; prints 123
(vector-for-each (lambda (x y) (display (+ x y))) #(1 2) #(3 4))    ; prints 46
(vector-fold + 0 #(1 2 3))              ; => 6
(vector-index even? #(1 3 4))           ; => 2
(vector-count even? #(1 2 4))           ; => 2
(vector-binary-search #(1 3 5 7) 5 -)   ; => 2
(vector-binary-search #(1 3 5 7) 4 -)   ; => #f
(vector-tabulate (lambda (k) (* 2 k)) 3)    ; => #(0 2 4)
(let ((v (vector 1 2))) (vector-swap! v 0 1) v)         ; => #(2 1)
; Entering a continuation in the middle of vector-map again leaves the first result.
(let ((k #f) (results '()))
  (let ((made (vector-map (lambda (x) (call/cc (lambda (c) (if (= x 2) (set! k c)) x))) #(1 2 3))))
    (set! results (cons made results))
    (if (= (length results) 1) (k 20) (reverse results))))  ; => (#(1 2 3) #(1 20 3))

; ---- bytevectors

(bytevector 1 2 255)                    ; => #u8(1 2 255)
(bytevector 256)                        ; error: bytevector: expected a byte (an exact integer from 0 to 255), got 256
(make-bytevector 2 7)                   ; => #u8(7 7)
(bytevector-u8-ref #u8(1 2) 1)          ; => 2
(bytevector-u8-ref #u8(1 2) 2)          ; error: bytevector-u8-ref: expected an index from 0 to 1, got 2
(let ((b (bytevector 1 2))) (bytevector-u8-set! b 0 9) b)   ; => #u8(9 2)
(bytevector-u8-set! #u8(1) 0 0)         ; error: bytevector-u8-set!: a literal cannot be changed; change a bytevector-copy of it: #u8(1)
(bytevector-length #u8(1 2))            ; => 2
(bytevector-append #u8(1) #u8(2))       ; => #u8(1 2)
(bytevector-copy #u8(1 2 3) 1 2)        ; => #u8(2)
(let ((b (bytevector 1 2 3 4))) (bytevector-copy! b 1 b 0 2) b) ; => #u8(1 1 2 4)
(utf8->string (bytevector #xce #xbb))   ; => "λ"
(string->utf8 "aλ" 1)                   ; => #u8(206 187)
(utf8->string (bytevector 65 255))      ; error: utf8->string: byte 1 is not valid UTF-8: invalid start byte #u8(65 255)

; ---- sameness

(equal? '(1 #(2 "x") #u8(1)) (list 1 (vector 2 "x") (bytevector 1)))    ; => #t
(equal? "a" 'a)                         ; => #f
(eqv? "" "")                            ; => #f
(eqv? (lambda () 1) (lambda () 2))      ; => #f
(let ((f (lambda () 1))) (eqv? f f))    ; => #t
(let ((a (list 1 2)) (b (list 1 2 1 2)))
  (set-cdr! (cdr a) a)
  (set-cdr! (cdddr b) b)
  (equal? a b))                         ; => #t
(procedure? car)                        ; => #t
(map procedure? (list (lambda () 1) (make-parameter 1) (call/cc (lambda (k) k)) 'car))  ; => (#t #t #t #f)
