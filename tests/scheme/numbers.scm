; R7RS 6.2: the numeric tower; also how numbers are read and written (7.1.1).

; ---- how they are written

(list 10 -7 +5 007)                     ; => (10 -7 5 7)
(list 1/2 -6/4 4/2)                     ; => (1/2 -3/2 2)
(list 1.5 .5 -.5 1. 1e3 1.5e-3 1E2)     ; => (1.5 0.5 -0.5 1.0 1000.0 0.0015 100.0)
(list #xff #b101 #o17 #d10 #xFF #X-1a)  ; => (255 5 15 10 255 -26)
(list #e1.5 #e1e3 #i1/2 #x1/f #e#x10 #x#e10 #i#b11)     ; => (3/2 1000 0.5 1/15 16 16 3.0)
(list +inf.0 -inf.0 +nan.0)             ; => (+inf.0 -inf.0 +nan.0)
(list 1e21 1e20 123456789012345678901.0 1e-7 .000001 1e100)     ; => (1e21 1e20 1.2345678901234568e20 1e-7 1e-6 1e100)
(list 3.14159 100.0 -0.0 0.1 (/ 1. 3))  ; => (3.14159 100.0 -0.0 0.1 0.3333333333333333)
'(+ - ... 1+ -1+ +x -a .5a)             ; => (+ - ... 1+ -1+ +x -a .5a)
123456789012345678901234567890          ; => 123456789012345678901234567890
-12345678901234567890/11                ; => -12345678901234567890/11
(list 1+2i +i -i 1.5-2.5i 1@0)          ; => (1+2i +i -i 1.5-2.5i 1)

; ---- 6.2.6 kinds

(list (complex? 3) (real? 3) (real? 1.5) (real? +inf.0) (number? 'a))   ; => (#t #t #t #t #f)
(list (rational? 6/10) (rational? -inf.0) (rational? +nan.0) (rational? 3.5) (rational? 2))     ; => (#t #f #f #t #t)
(list (integer? 3.0) (integer? 8/4) (integer? 3.5) (integer? +inf.0) (integer? "3"))    ; => (#t #t #f #f #f)
(list (exact? 5) (exact? 1/2) (exact? 5.0) (inexact? 5.) (exact? #e3.0))        ; => (#t #t #f #t #t)
(list (exact-integer? 32) (exact-integer? 32.0) (exact-integer? 32/5))  ; => (#t #f #f)
(list (finite? 3) (finite? +inf.0) (infinite? -inf.0) (infinite? +nan.0) (nan? +nan.0) (nan? 32))       ; => (#t #f #t #f #t #f)
(exact? 'a)                             ; error: exact?: expected a number, got a
(list (number? #t) (integer? #f))       ; => (#f #f)

; ---- comparing

(list (= 1 1.0) (= 1/2 0.5) (= 1 2) (= 1 1 1) (= 1 1 2))        ; => (#t #t #f #t #f)
(list (< 1 2 3) (< 1 3 2) (> 3 2 1) (<= 1 1 2) (>= 2 2 1) (< 1 1))      ; => (#t #f #t #t #t #f)
(list (< 1/3 0.34) (> 1/3 0.33) (= (expt 2 100) (exact->inexact (expt 2 100))))         ; => (#t #t #t)
; Comparing exact with inexact is exact, so it is transitive.
(= (+ (expt 2 53) 1) (exact->inexact (expt 2 53)))      ; => #f
(let ((big (expt 10 400))) (list (< big +inf.0) (> big 1e308) (< (- big) -1e308)))      ; => (#t #t #t)
(list (= +nan.0 +nan.0) (< +nan.0 1) (> +nan.0 1))      ; => (#f #f #f)
(= 'a 1)                                ; error: =: expected a number, got a
(< 1 "2")                               ; error: <: expected a real number, got "2"
(< 1 2 'c)                              ; error: <: expected a real number, got c
(> #t 0)                                ; error: >: expected a real number, got #t
(list (zero? 0) (zero? 0.0) (zero? -0.0) (zero? 1/2) (positive? 1) (negative? -1/2) (positive? 0))      ; => (#t #t #t #f #t #t #f)
(list (odd? 3) (even? 0) (odd? -1) (even? 4.0) (odd? (expt 3 50)))      ; => (#t #t #t #t #t)
(odd? 1.5)                              ; error: odd?: expected an integer, got 1.5
(list (max 3 4) (max 3.9 4) (min 1 2 0.5) (max 1/2 1/3) (max -1))       ; => (4 4.0 0.5 1/2 -1)
(max)                                   ; error: max: expected at least 1 argument, got 0
(max 1 'a)                              ; error: max: expected a real number, got a

; ---- arithmetic

(list (+ 3 4) (+ 3) (+) (* 4) (*))      ; => (7 3 0 4 1)
(list (- 3 4) (- 3 4 5) (- 3) (/ 3 4 5) (/ 3))  ; => (-1 -6 -3 3/20 1/3)
(list (+ 1/2 1/3) (* 2/3 3/2) (- 1/2 1/2) (/ 4 2) (/ 1/2 1/4))  ; => (5/6 1 0 2 2)
(list (+ 1 2.0) (* 0 1.5) (* 1/2 4.0) (- 0.0) (+ 1/2 0.25))     ; => (3.0 0.0 2.0 -0.0 0.75)
(* 99999999999 99999999999)             ; => 9999999999800000000001
(- (expt 2 62) 1 (- (expt 2 62)))       ; => 9223372036854775807
(+ 0.1 0.2)                             ; => 0.30000000000000004
(list (+ +inf.0 1) (- +inf.0 +inf.0) (* 0 +inf.0) (/ 1 0.) (/ 0. 0))    ; error: /: division by zero
(list (/ 1 0.) (/ -1 0.) (/ 1 -0.0) (/ 0 5) (/ 0.0 5))  ; => (+inf.0 -inf.0 -inf.0 0 0.0)
(/ 5 0)                                 ; error: /: division by zero at 1:1
(+ 1 'a)                                ; error: +: expected a number, got a at 1:1
(+ "a" "b")                             ; error: +: expected a number, got "a"
(- '())                                 ; error: -: expected a number, got ()
(* 2 #\a)                               ; error: *: expected a number, got #\a
(* "a" 3)                               ; error: *: expected a number, got "a"
(* '(1) 2)                              ; error: *: expected a number, got (1)
(+ #t #t)                               ; error: +: expected a number, got #t
(let ((x "a")) (+ x 1))                 ; error: +: expected a number, got "a"
(define (add a b) (+ a b))
(list (add #(1) #(2)))                  ; error: +: expected a number, got #(1)
(list (abs -7) (abs -7.5) (abs -1/2) (abs (- (expt 10 30))))    ; => (7 7.5 1/2 1000000000000000000000000000000)
(abs 'x)                                ; error: abs: expected a real number, got x
(list (square 42) (square 2.0) (square 1/2))    ; => (1764 4.0 1/4)

; ---- integer division: each pair of signs

(define (both f) (map (lambda (p) (call-with-values (lambda () (f (car p) (cdr p))) list)) '((5 . 2) (-5 . 2) (5 . -2) (-5 . -2))))
(both floor/)                           ; => ((2 1) (-3 1) (-3 -1) (2 -1))
(both truncate/)                        ; => ((2 1) (-2 -1) (-2 1) (2 -1))
(both quotient)                         ; => ((2) (-2) (-2) (2))
(both remainder)                        ; => ((1) (-1) (1) (-1))
(both modulo)                           ; => ((1) (1) (-1) (-1))
(list (modulo 13 4) (modulo -13 4) (remainder -13 4) (modulo 13 -4) (modulo -13 -4) (remainder -13 4.0))        ; => (1 3 -1 -3 -1 -1.0)
(list (floor-quotient 7 -2) (floor-remainder 7 -2) (truncate-quotient 7 -2) (truncate-remainder 7 -2))  ; => (-4 -1 -3 1)
(list (quotient (expt 10 30) 7) (modulo (- (expt 10 30)) 7))    ; => (142857142857142857142857142857 6)
(quotient 1 0)                          ; error: quotient: division by zero at 1:1
(modulo 10 0)                           ; error: modulo: division by zero
(remainder 5.5 2)                       ; error: remainder: expected an integer, got 5.5
(floor/ 1 0)                            ; error: floor/: division by zero
(quotient 'a 2)                         ; error: quotient: expected an integer, got a
(list (gcd 32 -36) (gcd) (gcd 0 5) (lcm 32 -36) (lcm 32.0 -36) (lcm))   ; => (4 0 5 288 288.0 1)
(list (numerator 6/4) (denominator 6/4) (denominator 0) (denominator 0.5) (numerator 3))        ; => (3 2 1 2.0 3)
(call-with-values (lambda () (exact-integer-sqrt 17)) list)     ; => (4 1)
(call-with-values (lambda () (exact-integer-sqrt (expt 10 40))) list)   ; => (100000000000000000000 0)
(exact-integer-sqrt -1)                 ; error: exact-integer-sqrt: expected an exact integer from 0, got -1

; ---- rounding

(map floor '(-4.3 3.5 7/2 7))           ; => (-5.0 3.0 3 7)
(map ceiling '(-4.3 3.5 7/2))           ; => (-4.0 4.0 4)
(map truncate '(-4.3 3.5 -7/2))         ; => (-4.0 3.0 -3)
(map round '(-4.3 3.5 2.5 -2.5 7/2 5/2 7))      ; => (-4.0 4.0 2.0 -2.0 4 2 7)
(round 'x)                              ; error: round: expected a real number, got x
(list (rationalize 3/10 1/10) (rationalize .3 1/10))    ; => (1/3 0.3333333333333333)

; ---- exact and inexact

(list (exact 2.0) (exact 0.5) (exact 1/3) (inexact 1/4) (inexact 10))   ; => (2 1/2 1/3 0.25 10.0)
(exact .1)                              ; => 3602879701896397/36028797018963968
(list (exact->inexact 1/3) (inexact->exact 2.5))        ; => (0.3333333333333333 5/2)
(exact +inf.0)                          ; error: exact: expected a finite number, got +inf.0
(inexact (expt 10 400))                 ; => +inf.0
(exact 1e18)                            ; => 1000000000000000000

; ---- transcendental

(list (sqrt 16) (sqrt 2) (sqrt 1/4) (sqrt 16.0) (sqrt 0))       ; => (4 1.4142135623730951 1/2 4.0 0)
(list (sqrt -1) (sqrt -4.0))            ; => (+i +2.0i)
(sqrt (expt 10 50))                     ; => 10000000000000000000000000
(list (expt 2 10) (expt 2 -2) (expt 2.0 3) (expt 1/2 3) (expt 0 0) (expt 0.0 0) (expt 0 2) (expt 2 0.5))       ; => (1024 1/4 8.0 1/8 1 1 0 1.4142135623730951)
(expt 2 200)                            ; => 1606938044258990275541962092341162602522202993782792835301376
(expt 0 -1)                             ; error: expt: division by zero
(list (exp 0) (exp 1) (log 1) (log 8 2) (sin 0) (cos 0) (atan 1 1))     ; => (1 2.718281828459045 0 3.0 0 1 0.7853981633974483)
(list (atan 1) (atan -1 -1) (atan 0.0 -1.0) (asin 1.0) (acos 1.0))      ; => (0.7853981633974483 -2.356194490192345 3.141592653589793 1.5707963267948966 0.0)
(log 0)                                 ; => -inf.0
(sqrt 'x)                               ; error: sqrt: expected a number, got x

; ---- text

(list (number->string 10) (number->string 255 16) (number->string -5 2) (number->string 1/3 3) (number->string 1.5))    ; => ("10" "ff" "-101" "1/10" "1.5")
(list (string->number "100") (string->number "100" 16) (string->number "1e2") (string->number "1/2") (string->number "-1.5e-2"))        ; => (100 256 100.0 1/2 -0.015)
(map string->number '("" "abc" "-" "1/" "1 2" "--1" "1e" "#xzz" "1/0" "+inf" "."))      ; => (#f #f #f #f #f #f #f #f #f #f #f)
(map string->number '("#xff" "#e1.5" "+inf.0" "-nan.0x" "1." ".5" "+5" "#b2"))  ; => (255 3/2 +inf.0 #f 1.0 0.5 5 #f)
(number->string 10 7)                   ; => "13"
(number->string 'a)                     ; error: number->string: expected a number, got a
(string->number 5)                      ; error: string->number: expected a string, got 5
(let loop ((n 1) (i 1)) (if (> i 30) n (loop (* n i) (+ i 1))))         ; => 265252859812191058636308480000000
(string-length (number->string (expt 7 5000)))  ; => 4226

; The sum of one number is that number, also where it is -0.0; so is the sum of such.
(let ((x -0.0)) (list (+ x) (+ x x) (+ x x x) (apply + (list x)) (apply + (list x x x)) (* x) (- (- x))))     ; => (-0.0 -0.0 -0.0 -0.0 -0.0 -0.0 -0.0)
(apply + '(a))                          ; error: +: expected a number, got a
(apply + '(1 2 a))                      ; error: +: expected a number, got a
