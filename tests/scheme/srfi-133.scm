; SRFI 133: vectors.
(import (srfi 133))

(define (both thunk) (call-with-values thunk list))
(define-syntax changed (syntax-rules () ((_ v (name . arguments)) (let ((v (vector 0 1 2 3 4))) (name . arguments) v))))

; ---- making
(make-vector 3 'x)                      ; => #(x x x)
(vector 0 1 2)                          ; => #(0 1 2)
(vector-unfold (lambda (i x) (values x (- x 1))) 10 0)  ; => #(0 -1 -2 -3 -4 -5 -6 -7 -8 -9)
(vector-unfold values 4)                ; => #(0 1 2 3)
(vector-unfold (lambda (i x y) (values (+ x y) (+ x 1) (* y 2))) 3 0 1)         ; => #(1 3 6)
(vector-unfold values 0)                ; => #()
(vector-unfold values -1)               ; error: vector-unfold: expected a size (an exact integer from 0), got -1
(vector-unfold-right (lambda (i x) (values (cons i x) (+ x 1))) 5 0)    ; => #((0 . 4) (1 . 3) (2 . 2) (3 . 1) (4 . 0))
(vector-unfold-right (lambda (i) (* i i)) 4)    ; => #(0 1 4 9)
(vector-unfold-right values 0)          ; => #()
(vector-copy #(a b c d) 1 3)            ; => #(b c)
(vector-reverse-copy #(5 4 3 2 1 0) 1 5)        ; => #(1 2 3 4)
(vector-reverse-copy #(1 2 3))          ; => #(3 2 1)
(vector-append #(a) #(b c d))           ; => #(a b c d)
(vector-concatenate '(#(a b) #(c d)))   ; => #(a b c d)
(vector-concatenate '())                ; => #()
(vector-concatenate '(1))               ; error: vector-append: expected a vector, got 1
(vector-append-subvectors #(a b c d e) 0 2 #(f g h i j) 2 4)    ; => #(a b h i)
(vector-append-subvectors)              ; => #()
(vector-append-subvectors #(1 2) 0)     ; error: vector-append-subvectors: expected a vector, a start and an end, again and again
(vector-append-subvectors #(1 2) 0 3)   ; error: vector-append-subvectors: expected an end index from 0 to 2, got 3

; ---- asking
(list (vector? #(1)) (vector? '(1)))    ; => (#t #f)
(list (vector-empty? #()) (vector-empty? #(())))        ; => (#t #f)
(vector-empty? '())                     ; error: vector-empty?: expected a vector, got ()
(vector= eq? #(a b c d) #(a b c d))     ; => #t
(vector= eq? #(a b c d) #(a b d c))     ; => #f
(vector= = #(1 2 3 4 5) #(1 2 3 4))     ; => #f
(vector= = #(1 2) #(1 2) #(1 3))        ; => #f
(list (vector= eq?) (vector= eq? #(a))) ; => (#t #t)
(vector= eq? (vector (vector 'a)) (vector (vector 'a)))         ; => #f
(vector= equal? (vector (vector 'a)) (vector (vector 'a)))      ; => #t
(list (vector= = #(1) '(1)))            ; error: vector=: expected a vector, got (1)
(list (vector-ref #(a b) 1) (vector-length #(a b)))     ; => (b 2)

; ---- one after the other
(vector-fold (lambda (tail elt) (cons elt tail)) '() #(1 2 3))  ; => (3 2 1)
(vector-fold (lambda (n x y) (+ n (* x y))) 0 #(1 2 3) #(4 5))  ; => 14
(vector-fold-right (lambda (tail elt) (cons elt tail)) '() #(a b c d))  ; => (a b c d)
(vector-fold-right (lambda (tail x y) (cons (list x y) tail)) '() #(a b c) #(1 2))      ; => ((a 1) (b 2))
(vector-map (lambda (x y) (* x y)) #(1 2 3 4 5) #(5 4 3 2 1))   ; => #(5 8 9 8 5)
(changed v (vector-map! (lambda (x) (* x x)) v))        ; => #(0 1 4 9 16)
(changed v (vector-map! + v #(10 20 30 40 50 60)))      ; => #(10 21 32 43 54)
(vector-map! - #(1 2))                  ; error: vector-copy!: a literal cannot be changed; change a vector-copy of it: #(1 2)
(let ((seen '())) (vector-for-each (lambda (x y) (set! seen (cons (list x y) seen))) #(1 2) #(a b c)) seen)     ; => ((2 b) (1 a))
(vector-count even? #(3 1 4 1 5 9 2 5 6))       ; => 3
(vector-count < #(1 3 6 9) #(2 4 6 8 10 12))    ; => 2
(vector-cumulate + 0 #(3 1 4 1 5 9 2 5 6))      ; => #(3 4 8 9 14 23 25 30 36)
(vector-cumulate + 0 #())               ; => #()

; ---- searching
(vector-index even? #(3 1 4 1 5 9))     ; => 2
(vector-index < #(3 1 4 1 5 9 2 5 6) #(2 7 1 8 2))      ; => 1
(vector-index = #(3 1 4 1 5 9 2 5 6) #(2 7 1 8 2))      ; => #f
(vector-index-right even? #(3 1 4 1 6 9))       ; => 4
(vector-index-right < #(3 1 4) #(2 7 1))        ; => 1
(vector-index-right even? #())          ; => #f
(vector-index-right < #(3 1 4) #(2))    ; error: vector-index-right: expected vectors of one length, got #(2)
(vector-skip number? #(1 2 a b 3 4 c d))        ; => 2
(vector-skip number? #(1 2))            ; => #f
(vector-skip-right number? #(1 2 a b 3 4))      ; => 3
(vector-skip-right < #(1 5 1) #(2 3 4)) ; => 1
(define (char-order a b) (cond ((char<? a b) -1) ((char=? a b) 0) (else 1)))
(vector-binary-search #(#\a #\b #\c #\d #\e #\f #\g) #\g char-order)    ; => 6
(vector-binary-search #(#\a #\c) #\b char-order)        ; => #f
(vector-any (lambda (x) (and (even? x) (* x 10))) #(1 2 4))     ; => 20
(vector-any < #(3 1) #(2 2))            ; => #t
(vector-any even? #())                  ; => #f
(vector-every (lambda (x) (and (even? x) (* x 10))) #(2 4))     ; => 40
(vector-every < #(1 2) #(2 2))          ; => #f
(vector-every even? #())                ; => #t
(both (lambda () (vector-partition even? #(1 2 3 4 5))))        ; => (#(2 4 1 3 5) 2)
(both (lambda () (vector-partition even? #(1))))        ; => (#(1) 0)

; ---- altering
(changed v (vector-set! v 1 'x))        ; => #(0 x 2 3 4)
(changed v (vector-swap! v 0 4))        ; => #(4 1 2 3 0)
(changed v (vector-fill! v 'x 1 3))     ; => #(0 x x 3 4)
(changed v (vector-reverse! v))         ; => #(4 3 2 1 0)
(changed v (vector-reverse! v 1 4))     ; => #(0 3 2 1 4)
(vector-reverse! #(1 2))                ; error: vector-reverse!: a literal cannot be changed; change a vector-copy of it: #(1 2)
(changed v (vector-copy! v 1 #(a b c) 1))       ; => #(0 b c 3 4)
(changed v (vector-reverse-copy! v 1 #(a b c d) 1))     ; => #(0 d c b 4)
(changed v (vector-reverse-copy! v 0 v 1 4))    ; => #(3 2 1 3 4)
(changed v (vector-reverse-copy! v 4 #(a b)))   ; error: vector-copy!: 2 elements do not fit at index 4 of a vector of 5
(changed v (vector-unfold! (lambda (i) (* i 10)) v 1 3))        ; => #(0 10 20 3 4)
(changed v (vector-unfold! (lambda (i x) (values x (* x 2))) v 2 5 1))  ; => #(0 1 1 2 4)
(changed v (vector-unfold-right! (lambda (i x) (values x (* x 2))) v 2 5 1))    ; => #(0 1 4 2 1)
(changed v (vector-unfold! values v 3 2))       ; error: vector-unfold!: expected a start index from 0 to 2, got 3

; ---- converting
(vector->list #(1 2 3) 1)               ; => (2 3)
(reverse-vector->list #(1 2 3))         ; => (3 2 1)
(reverse-vector->list #(1 2 3 4) 1 3)   ; => (3 2)
(list->vector '(1 2))                   ; => #(1 2)
(reverse-list->vector '(1 2 3))         ; => #(3 2 1)
(reverse-list->vector '(1 . 2))         ; error: reverse-list->vector: expected a list, got (1 . 2)
(vector->string #(#\a #\b) 1)           ; => "b"
(string->vector "abc" 0 2)              ; => #(#\a #\b)
