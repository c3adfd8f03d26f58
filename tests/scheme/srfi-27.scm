; SRFI 27: sources of random bits.
(import (srfi 27))

(define (times n thunk) (let loop ((n n) (made '())) (if (= n 0) made (loop (- n 1) (cons (thunk) made)))))

(random-source? default-random-source)  ; => #t
(random-source? 5)                      ; => #f
default-random-source                   ; => #<random-source>
(random-integer 1)                      ; => 0
(let ((drawn (times 1000 (lambda () (random-integer 6))))) (list (apply min drawn) (apply max drawn)))  ; => (0 5)
(let ((drawn (times 200 (lambda () (random-integer (expt 10 50)))))) (and (every exact-integer? drawn) (< (expt 10 48) (apply max drawn) (expt 10 50))))      ; => #t
(let ((drawn (times 1000 random-real))) (and (every inexact? drawn) (every (lambda (x) (< 0 x 1)) drawn) (< 0.45 (/ (apply + drawn) 1000) 0.55)))     ; => #t
(random-integer 0)                      ; error: random-integer: expected an exact integer from 1, got 0
(random-integer 2.0)                    ; error: random-integer: expected an exact integer from 1, got 2.0

; ---- every new source is the same one
(define a (make-random-source))
(define b (make-random-source))
(define draw-a (random-source-make-integers a))
(define draw-b (random-source-make-integers b))
(define first-three (times 3 (lambda () (draw-a 1000000))))
(equal? first-three (times 3 (lambda () (draw-b 1000000))))     ; => #t
(equal? first-three (times 3 (lambda () (draw-a 1000000))))     ; => #f
; Generators of one source share its state.
(random-source-state-set! b (random-source-state-ref a))
(define draw-real (random-source-make-reals b))
(draw-real)
(equal? (random-source-state-ref a) (random-source-state-ref b))        ; => #f
(draw-b 10)
; A state can be written and read.
(define state (random-source-state-ref a))
(define later (times 3 (lambda () (draw-a 1000))))
(random-source-state-set! a state)
(equal? later (times 3 (lambda () (draw-a 1000))))      ; => #t
(car state)                             ; => pcg64
(random-source-state-set! a '(1 2))     ; error: random-source-state-set!: expected what random-source-state-ref gave, got (1 2)

; ---- pseudo-randomize: streams by number; randomize: no two alike
(define (stream i j) (random-source-pseudo-randomize! a i j) (times 4 (lambda () (draw-a 1000000))))
(equal? (stream 3 4) (stream 3 4))      ; => #t
(equal? (stream 3 4) (stream 4 3))      ; => #f
(equal? (stream 0 0) (stream 0 1))      ; => #f
(equal? (stream 0 1) (stream 1 0))      ; => #f
(random-source-pseudo-randomize! a -1 0)        ; error: random-source-pseudo-randomize!: expected an index (an exact integer from 0), got -1
(random-source-randomize! a)
(random-source-randomize! b)
(= (draw-a (expt 2 100)) (draw-b (expt 2 100))) ; => #f
(random-source-randomize! 5)            ; error: random-source-randomize!: expected a random source, got 5

; ---- reals of a unit
(define tenths (random-source-make-reals a 1/10))
(let ((drawn (times 500 tenths))) (list (every exact? drawn) (apply min drawn) (apply max drawn)))      ; => (#t 1/10 9/10)
(define halves (random-source-make-reals a 0.75))
(times 3 halves)                        ; => (0.5 0.5 0.5)
(let ((drawn (times 500 (random-source-make-reals a 1e-30)))) (every (lambda (x) (and (inexact? x) (< 0 x 1))) drawn))  ; => #t
(random-source-make-reals a 2)          ; error: random-source-make-reals: expected a number between 0 and 1, got 2
(random-source-make-reals 'a)           ; error: random-source-make-reals: expected a random source, got a
(random-source-make-integers 'a)        ; error: random-source-make-integers: expected a random source, got a
; Every face of a die comes about as often as any other.
(define counts (make-vector 6 0))
(times 6000 (lambda () (let ((k (draw-b 6))) (vector-set! counts k (+ 1 (vector-ref counts k))))))
(every (lambda (n) (< 850 n 1150)) (vector->list counts))       ; => #t
