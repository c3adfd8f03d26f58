; The examples of R7RS 6.2, numbers, and what 7.1.1 says of how they are written.

; ---- 6.2.4 implementation extensions

(list +inf.0 -inf.0 +nan.0 -nan.0)      ; => (+inf.0 -inf.0 +nan.0 +nan.0)
(list (* 1.5 +inf.0) (- +inf.0) (+ +inf.0 -inf.0))      ; => (+inf.0 -inf.0 +nan.0)
(list (/ 0.0) (/ -0.0) (- 0.0) (+ -0.0 0))              ; => (+inf.0 -inf.0 -0.0 0.0)
(list (sqrt -0.0) (sqrt +inf.0) (exp -inf.0) (log 0.0)) ; => (-0.0 +inf.0 0.0 -inf.0)

; ---- 6.2.5 syntax of numerical constants

(list #xFF #b1010 #o777 #d99 #e1.25 #i1/4)              ; => (255 10 511 99 5/4 0.25)
(list #x-ff #b-1 #o+7 #XfF #B11 #E.5 #I3)               ; => (-255 -1 7 255 3 1/2 3.0)
(list #e#x10 #x#e10 #i#b11 #b#i11 #o#e17 #e#d1.5)       ; => (16 16 3.0 3.0 15 3/2)
(list 1e3 1E3 1.5e-3 -2e2 +1.e1 .5e1)   ; => (1000.0 1000.0 0.0015 -200.0 10.0 5.0)
(list #e1e3 #e1.5e-3 #e-1.2e2 #i12)     ; => (1000 3/2000 -120 12.0)
(list 1/2 -3/6 +4/2 #xa/f #b1/11 #e1/3 #i1/2)           ; => (1/2 -1/2 2 2/3 1/3 1/3 0.5)
(list +i -i 1+i 1-i 2i3 )               ; error: unbound variable: 2i3
(list 1+2i -1.5-2.5i 1/2+3/4i +5i -1/2i 1e2+1e-2i)      ; => (1+2i -1.5-2.5i 1/2+3/4i +5i -1/2i 100.0+0.01i)
(list #x1+fi #e1.5+2i #i1+2i #b1+i #d#e.5-.25i)         ; => (1+15i 3/2+2i 1.0+2.0i 1+i 1/2-1/4i)
(list +inf.0+i -inf.0-nan.0i +inf.0i 1-inf.0i)          ; => (+inf.0+1.0i -inf.0+nan.0i +inf.0i 1.0-inf.0i)
(list 1@0 0@1 -1@0 1.0@0)               ; => (1 +0.0i -1 1.0)
(list 1+0i 1-0i 1.5+0i 1+0.0i 0+i)      ; => (1 1 1.5 1.0+0.0i +i)
(map symbol? '(+ - ... 1+ -1+ +a -b .a +.a i j 1/a))    ; => (#t #t #t #t #t #t #t #t #t #t #t #t)
(list 0001 -0 +0 -0.0 00.5)             ; => (1 0 0 -0.0 0.5)
(define (read-of text) (read (open-input-string text)))
(read-of "1/0")                         ; error: read: 1/0 divides by zero (line 1, column 1 of the string)
(read-of "#e+inf.0")                    ; error: read: unknown syntax #e+inf.0 (line 1, column 1 of the string)
(read-of "#b12")                        ; error: read: unknown syntax #b12 (line 1, column 1 of the string)
(read-of "#e#e1")                       ; error: read: unknown syntax #e#e1 (line 1, column 1 of the string)

; ---- 6.2.6 numerical operations: predicates

(complex? 3+4i)                         ; => #t
(complex? 3)                            ; => #t
(real? 3)                               ; => #t
(real? -2.5+0i)                         ; => #t
(real? -2.5+0.0i)                       ; => #f
(real? 1e10)                            ; => #t
(real? +inf.0)                          ; => #t
(real? +nan.0)                          ; => #t
(rational? -inf.0)                      ; => #f
(rational? 3.5)                         ; => #t
(rational? 6/10)                        ; => #t
(rational? 6/3)                         ; => #t
(integer? 3+0i)                         ; => #t
(integer? 3.0)                          ; => #t
(integer? 8/4)                          ; => #t
(list (rational? 1+i) (integer? 1+i) (real? 1+i) (number? 1+i))         ; => (#f #f #f #t)
(map number? '(1 1.0 1/2 1+i a "1" #\1 #t ()))          ; => (#t #t #t #t #f #f #f #f #f)
(list (rational? +nan.0) (integer? +inf.0) (integer? 1e300))            ; => (#f #f #t)
(exact? 3.0)                            ; => #f
(exact? #e3.0)                          ; => #t
(inexact? 3.)                           ; => #t
(map exact? (list 1 1/2 1+2i 1.0 1.0+2.0i))             ; => (#t #t #t #f #f)
(exact-integer? 32)                     ; => #t
(exact-integer? 32.0)                   ; => #f
(exact-integer? 32/5)                   ; => #f
(finite? 3)                             ; => #t
(finite? +inf.0)                        ; => #f
(finite? 3.0+inf.0i)                    ; => #f
(infinite? 3)                           ; => #f
(infinite? +inf.0)                      ; => #t
(infinite? +nan.0)                      ; => #f
(infinite? 3.0+inf.0i)                  ; => #t
(nan? +nan.0)                           ; => #t
(nan? 32)                               ; => #f
(nan? +nan.0+5.0i)                      ; => #t
(nan? 1+2i)                             ; => #f

; ---- comparison

(list (= 1 1) (= 1 1.0 1) (= 1/2 0.5) (= 1+2i 1.0+2.0i) (= 1+2i 1+3i))  ; => (#t #t #t #t #f)
(list (< 1 2 3) (< 1 2 2) (<= 1 2 2) (> 3 2 1) (>= 3 3 2))              ; => (#t #f #t #t #t)
(list (= 1) (< 1) (>= 1))               ; => (#t #t #t)
(< 1 +i)                                ; error: <: expected a real number, got +i
(list (= 9007199254740993 9007199254740992.0) (< 9007199254740992.0 9007199254740993))  ; => (#f #t)
(list (< -inf.0 (- (expt 10 400)) 0 1/3 0.34 (expt 10 400) +inf.0))     ; => (#t)
(list (= +nan.0 +nan.0) (< +nan.0 +nan.0) (= 0.0 -0.0)) ; => (#f #f #t)
(list (zero? 0) (zero? 0.0) (zero? -0.0) (zero? 0.0+0.0i) (zero? 1/3) (zero? +i))       ; => (#t #t #t #t #f #f)
(list (positive? 1/2) (positive? 0) (negative? -1e-300) (negative? 0.0))                ; => (#t #f #t #f)
(list (odd? 1) (odd? 2) (even? 0) (even? -2) (odd? 3.0) (even? 1e300))  ; => (#t #f #t #t #t #t)
(positive? +i)                          ; error: positive?: expected a real number, got +i
(even? 1/2)                             ; error: even?: expected an integer, got 1/2

; ---- max and min

(max 3 4)                               ; => 4
(max 3.9 4)                             ; => 4.0
(list (max 1 2 3) (min 1 2 3) (min 1/2 1/3) (min 1 2.0) (max -inf.0 1)) ; => (3 1 1/3 1.0 1.0)
(list (max 1 +nan.0) (min +nan.0 1))    ; => (+nan.0 +nan.0)

; ---- arithmetic

(+ 3 4)                                 ; => 7
(+ 3)                                   ; => 3
(+)                                     ; => 0
(* 4)                                   ; => 4
(*)                                     ; => 1
(- 3 4)                                 ; => -1
(- 3 4 5)                               ; => -6
(- 3)                                   ; => -3
(/ 3 4 5)                               ; => 3/20
(/ 3)                                   ; => 1/3
(abs -7)                                ; => 7
(list (+ 1/2 1/2) (- 1/2 1/3) (* 2/3 3/2) (/ 2/3 4/3))  ; => (1 1/6 1 1/2)
(list (+ 1 2.5) (* 1/2 0.5) (- 1.5 1/2) (/ 1 2.0) (/ 0.0 1))            ; => (3.5 0.25 1.0 0.5 0.0)
(list (+ +i 1) (+ 1+i 1-i) (- 1+i +i) (* 1+i 1-i) (* +i +i) (/ 1 +i))   ; => (1+i 2 1 2 -1 -i)
(list (+ 1/2+i 1/2) (* 2 1/2+1/4i) (/ 1+2i 3+4i) (- 1+i 1/2))           ; => (1+i 1+1/2i 11/25+2/25i 1/2+i)
(list (+ 1.5 +i) (* 2.0 1+i) (- +i 0.5) (/ +i 2.0))     ; => (1.5+1.0i 2.0+2.0i -0.5+1.0i +0.5i)
(list (+ 1.0+2.0i 1+2i) (* 1+i 1.0+1.0i) (- 1+i 1.0+1.0i))              ; => (2.0+4.0i +2.0i +0.0i)
(list (+ 1 2 +i 3.0) (* 1 2 3 4 5) (- 10 1 2 3) (/ 120 2 3 4 5))        ; => (6.0+1.0i 120 4 1)
(/ 1+i 0)                               ; error: /: division by zero
(/ 0)                                   ; error: /: division by zero
(let ((z 1+i)) (+ z 'a))                ; error: +: expected a number, got a at 1:16
(let ((z 1+i)) (list (+ z z) (- z z) (* z z) (/ z z) (= z z)))          ; => (2+2i 0 +2i 1 #t)
(abs +i)                                ; error: abs: expected a real number, got +i
(list (abs -1/2) (abs -0.0) (abs -inf.0) (abs 5))       ; => (1/2 0.0 +inf.0 5)

; ---- integer division

(let-values (((q r) (floor/ 5 2))) (list q r))          ; => (2 1)
(let-values (((q r) (floor/ -5 2))) (list q r))         ; => (-3 1)
(let-values (((q r) (floor/ 5 -2))) (list q r))         ; => (-3 -1)
(let-values (((q r) (floor/ -5 -2))) (list q r))        ; => (2 -1)
(let-values (((q r) (truncate/ 5 2))) (list q r))       ; => (2 1)
(let-values (((q r) (truncate/ -5 2))) (list q r))      ; => (-2 -1)
(let-values (((q r) (truncate/ 5 -2))) (list q r))      ; => (-2 1)
(let-values (((q r) (truncate/ -5 -2))) (list q r))     ; => (2 -1)
(let-values (((q r) (truncate/ -5.0 2))) (list q r))    ; => (-2.0 -1.0)
(list (floor-quotient -7 2) (floor-remainder -7 2) (truncate-quotient -7 2) (truncate-remainder -7 2))  ; => (-4 1 -3 -1)
(list (quotient -7 2) (remainder -7 2) (modulo -7 2) (modulo 7 -2) (modulo -7 -2))      ; => (-3 -1 1 -1 -1)
(list (quotient 7.0 2) (modulo -7 2.0) (remainder 1e20 7))              ; => (3.0 1.0 2.0)
(let ((n 123456789012345678901234567890) (d 987654321)) (= n (+ (* d (floor-quotient n d)) (floor-remainder n d))))     ; => #t
(floor-remainder 1 0)                   ; error: floor-remainder: division by zero
(truncate-quotient 1 0.0)               ; error: truncate-quotient: division by zero
(gcd 32 -36)                            ; => 4
(gcd)                                   ; => 0
(lcm 32 -36)                            ; => 288
(lcm 32.0 -36)                          ; => 288.0
(lcm)                                   ; => 1
(list (gcd 12) (gcd 0 0) (gcd 12 18 24) (lcm 0 5) (lcm 2 3 4) (gcd 12.0 8))     ; => (12 0 6 0 12 4.0)
(numerator (/ 6 4))                     ; => 3
(denominator (/ 6 4))                   ; => 2
(denominator (inexact (/ 6 4)))         ; => 2.0
(list (numerator 0) (denominator 0) (numerator -0.5) (denominator 0.125) (numerator 5)) ; => (0 1 -1.0 8.0 5)
(numerator +inf.0)                      ; error: numerator: expected a rational number, got +inf.0

; ---- rounding

(floor -4.3)                            ; => -5.0
(ceiling -4.3)                          ; => -4.0
(truncate -4.3)                         ; => -4.0
(round -4.3)                            ; => -4.0
(floor 3.5)                             ; => 3.0
(ceiling 3.5)                           ; => 4.0
(truncate 3.5)                          ; => 3.0
(round 3.5)                             ; => 4.0
(round 7/2)                             ; => 4
(round 7)                               ; => 7
(list (round 5/2) (round -5/2) (round 0.5) (round 1.5) (round -0.5) (round -1.5))       ; => (2 -2 0.0 2.0 -0.0 -2.0)
(list (floor -7/2) (ceiling -7/2) (truncate -7/2) (floor +inf.0) (round +nan.0))        ; => (-4 -3 -3 +inf.0 +nan.0)
(floor 1+i)                             ; error: floor: expected a real number, got 1+i
(rationalize (exact .3) 1/10)           ; => 1/3
(rationalize .3 1/10)                   ; => 0.3333333333333333
(list (rationalize 1/3 0) (rationalize 5 1) (rationalize -3/10 1/10) (rationalize 3/10 -1/10) (rationalize 1/4 1/2))    ; => (1/3 4 -1/3 1/3 0)
(list (rationalize +inf.0 1) (rationalize 1 +inf.0) (rationalize +inf.0 +inf.0))        ; => (+inf.0 0.0 +nan.0)

; ---- transcendental functions

(list (exp 0) (log 1) (sin 0) (cos 0) (tan 0) (asin 0) (acos 1) (atan 0))       ; => (1 0 0 1 0 0 0 0)
(define (near? a b) (< (magnitude (- a b)) 1e-12))
(list (near? (exp 1) 2.718281828459045) (near? (exp +i) (make-rectangular (cos 1) (sin 1))))    ; => (#t #t)
(list (near? (sin 1) 0.8414709848078965) (near? (tan 1) (/ (sin 1) (cos 1))))   ; => (#t #t)
(list (near? (asin 2) 1.5707963267948966-1.3169578969248166i) (near? (acos 2) +1.3169578969248166i))    ; => (#t #t)
(list (near? (sin (asin 1/2)) 1/2) (near? (tan (atan 2)) 2) (near? (cos (acos +i)) +i)) ; => (#t #t #t)
(list (near? (log -1) +3.141592653589793i) (near? (log +i) +1.5707963267948966i))       ; => (#t #t)
(list (log 8 2) (log 100 10) (near? (log 27 3) 3))      ; => (3.0 2.0 #t)
(near? (log (expt 10 400)) 921.0340371976183)           ; => #t
(list (atan 1 1) (atan 1 -1) (atan -1 0) (atan 0 1) (atan 0.0 -1) (atan -0.0 -1))       ; => (0.7853981633974483 2.356194490192345 -1.5707963267948966 0 3.141592653589793 -3.141592653589793)
(list (atan +inf.0) (atan 1 0) (atan 0.0 0.0))          ; => (1.5707963267948966 1.5707963267948966 0.0)
(atan 0 0)                              ; error: atan: division by zero
(atan 1 +i)                             ; error: atan: expected a real number, got +i
(near? (exp (log 1+2i)) 1+2i)           ; => #t
(list (near? (+ (expt (sin 1+i) 2) (expt (cos 1+i) 2)) 1))      ; => (#t)

; ---- squares, roots, powers

(square 42)                             ; => 1764
(square 2.0)                            ; => 4.0
(list (square 1/2) (square +i) (square 1+i))            ; => (1/4 -1 +2i)
(sqrt 9)                                ; => 3
(sqrt -1)                               ; => +i
(list (sqrt 2) (sqrt 1/4) (sqrt -4) (sqrt -1/4) (sqrt 16.0) (sqrt -4.0))        ; => (1.4142135623730951 1/2 +2i +1/2i 4.0 +2.0i)
(list (sqrt +2i) (sqrt -3+4i) (sqrt 3-4i) (sqrt -5/36+1/3i))            ; => (1+i 1+2i 2-i 1/3+1/2i)
(near? (square (sqrt 1+i)) 1+i)         ; => #t
(list (sqrt (expt 10 40)) (sqrt (expt 2.0 100)) (sqrt (+ (expt 10 400) 1)))     ; => (100000000000000000000 1125899906842624.0 1e200)
(list (sqrt (/ 2 (expt 10 400))) (near? (/ (sqrt (/ (expt 10 1001) (* 3 (expt 10 600)))) 1e200) (sqrt 10/3)) (sqrt (- (* 2 (expt 10 400)))))        ; => (1.414213562373095e-200 #t +1.414213562373095e200i)
(let-values (((s r) (exact-integer-sqrt 4))) (list s r))        ; => (2 0)
(let-values (((s r) (exact-integer-sqrt 5))) (list s r))        ; => (2 1)
(exact-integer-sqrt 4.0)                ; error: exact-integer-sqrt: expected an exact integer from 0, got 4.0
(list (expt 0 0) (expt 0.0 0) (expt 0 1) (expt 0.0 1) (expt 0 0.0) (expt 2 10) (expt 2 -1) (expt -2 3))         ; => (1 1 0 0.0 1.0 1024 1/2 -8)
(list (expt 1/2 3) (expt 2/3 -2) (expt 2.0 0.5) (expt 4 1/2) (expt 8.0 -1) (expt 9/4 1/2))      ; => (1/8 9/4 1.4142135623730951 2 0.125 3/2)
(list (expt +i 2) (expt +i 3) (expt 1+i 2) (expt 1+i -1) (expt +i 1000000) (expt 1/2+i 2) (expt 2+i 0))         ; => (-1 -i +2i 1/2-1/2i 1 -3/4+i 1)
(near? (expt 2 +i) (exp (* +i (log 2))))        ; => #t
(near? (expt -1 1/2) +i)                ; => #t
(list (expt 0 +i))                      ; error: expt: division by zero
(expt 0 -1)                             ; error: expt: division by zero
(list (exact (expt 10 21)) (expt 10. 21) (expt 2 0.0))  ; => (1000000000000000000000 1e21 1.0)
(expt 7 123)                            ; => 88523570369346801684435811372718127585670061114702144933569245260093253728999880981421881473709365496343
(expt 10 (expt 10 10))                  ; error: expt: the exact result would be too large 10 10000000000

; ---- complex numbers

(list (make-rectangular 1 2) (make-rectangular 1 0) (make-rectangular 1/2 -1/3) (make-rectangular 1.0 2))       ; => (1+2i 1 1/2-1/3i 1.0+2.0i)
(list (make-rectangular 0 1) (make-rectangular 1 0.0) (make-rectangular 0.0 -0.0))      ; => (+i 1.0+0.0i -0.0i)
(list (make-polar 2 0) (make-polar 0 1) (near? (make-polar 1 (/ 3.141592653589793 2)) +i))              ; => (2 +0.0i #t)
(list (real-part 1+2i) (imag-part 1+2i) (real-part 5) (imag-part 5) (imag-part 5.0))    ; => (1 2 5 0 0)
(list (real-part 1.5-2.5i) (imag-part 1.5-2.5i))        ; => (1.5 -2.5)
(list (magnitude 3+4i) (magnitude -5) (magnitude 1+i) (magnitude 3.0+4.0i) (magnitude 3/5+4/5i))        ; => (5 5 1.4142135623730951 5.0 1)
(list (angle 1) (angle -1) (angle +i) (angle -1.0) (angle 1.0))         ; => (0 3.141592653589793 1.5707963267948966 3.141592653589793 0.0)
(let ((z 1.5+2.5i)) (near? z (make-polar (magnitude z) (angle z))))     ; => #t
(make-rectangular +i 1)                 ; error: make-rectangular: expected a real number, got +i

; ---- exactness

(inexact 1/3)                           ; => 0.3333333333333333
(list (inexact 1) (inexact 1+2i) (inexact 1.5))         ; => (1.0 1.0+2.0i 1.5)
(list (exact 1.0) (exact 0.1) (exact -2.5) (exact 1e20))        ; => (1 3602879701896397/36028797018963968 -5/2 100000000000000000000)
(list (exact 1.5+2.5i) (exact 1.0+0.0i) (exact 1+2i))   ; => (3/2+5/2i 1 1+2i)
(exact +nan.0)                          ; error: exact: expected a finite number, got +nan.0
(exact 1.0+inf.0i)                      ; error: exact: expected a finite number, got 1.0+inf.0i
(= (exact (inexact 1/3)) 1/3)           ; => #f

; ---- 6.2.7 numerical input and output

(number->string 3)                      ; => "3"
(list (number->string 255 16) (number->string -255 2) (number->string 10 8) (number->string 10 10))     ; => ("ff" "-11111111" "12" "10")
(list (number->string 1/3 2) (number->string 1+2i) (number->string -15-1/2i 16))        ; => ("1/11" "1+2i" "-f-1/2i")
(list (number->string 0.1) (number->string 100.0) (number->string 1e100) (number->string -1.5e-7))      ; => ("0.1" "100.0" "1e100" "-1.5e-7")
(list (number->string 0.5 2) (number->string 2.75 8) (number->string -255.5 16) (number->string 0.1 3)) ; => ("0.1" "2.6" "-ff.8" "0.0022002200220022002200220022002201")
(list (number->string +inf.0 2) (number->string +nan.0 8) (number->string 1.5-2.5i 2))  ; => ("+inf.0" "+nan.0" "1.1-10.1i")
(string->number "100")                  ; => 100
(string->number "100" 16)               ; => 256
(string->number "1e2")                  ; => 100.0
(list (string->number "#b101") (string->number "#b101" 16) (string->number "ff" 16) (string->number "FF" 16) (string->number "fg" 16))  ; => (5 5 255 255 #f)
(map string->number '("1+2i" "+i" "-1.5i" "1@0" "#e1.5" "#i3/4" "1/2" "-0" "+inf.0" "-inf.0i"))         ; => (1+2i +i -1.5i 1 3/2 0.75 1/2 0 +inf.0 -inf.0i)
(map string->number '("" " 1" "1 " "a" "1a" "--1" "1/2/3" "1/" "/2" "." "+" "-" "1.2.3" "e5" "1e" "#" "#x" "i" "2i" "1+2" "+inf" "inf.0"))      ; => (#f #f #f #f #f #f #f #f #f #f #f #f #f #f #f #f #f #f #f #f #f #f)
(map (lambda (s) (string->number s 2)) '("101" "-1/10" "1.1" "2" "#xff" "1+10i"))       ; => (5 -1/2 1.5 #f 255 1+2i)
(let ((round-trips? (lambda (n r) (eqv? n (string->number (number->string n r) r)))))
  (map (lambda (r) (map (lambda (n) (round-trips? n r)) (list 0 -1 1/3 -7/5 0.1 -1e-10 1e22 123.456 1+2i 1/2-3/4i 0.1+2.5i)))
       '(2 8 10 16)))                   ; => ((#t #t #t #t #t #t #t #t #t #t #t) (#t #t #t #t #t #t #t #t #t #t #t) (#t #t #t #t #t #t #t #t #t #t #t) (#t #t #t #t #t #t #t #t #t #t #t))
(number->string 1 1)                    ; error: number->string: expected a radix from 2 to 36, got 1
(string->number "1" 37)                 ; error: string->number: expected a radix from 2 to 36, got 37

; ---- what else takes numbers

(memv 1+i (list 1 +i 1+i))              ; => (1+i)
(assv 1/2 '((0.5 a) (1/2 b)))           ; => (1/2 b)
(member 1+2i '(1 1+2i))                 ; => (1+2i)
(let ((t (make-hash-table))) (hash-table-set! t 1+2i 'exact) (hash-table-set! t 1.0+2.0i 'inexact) (list (hash-table-ref/default t 1+2i 0) (hash-table-ref/default t 1.0+2.0i 0)))       ; => (exact inexact)
(case 1+i ((1+i) 'yes) (else 'no))      ; => yes
(vector-ref #(a b) 1+0i)                ; => b
(vector-ref #(a b) +i)                  ; error: vector-ref: expected an index (an exact integer from 0), got +i
