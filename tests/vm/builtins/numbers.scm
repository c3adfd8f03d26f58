; Numbers: R7RS 6.2.

; ---- arithmetic

(+)                                     ; => 0
(+ 1 2 3)                               ; => 6
(*)                                     ; => 1
(- 5)                                   ; => -5
(- 10 1 2)                              ; => 7
(/ 2)                                   ; => 1/2
(/ 6 3)                                 ; => 2
(/ 6 4)                                 ; => 3/2
(/ 1 2 3)                               ; => 1/6
(+ 1/2 1/2)                             ; => 1
(+ 1/2 0.5)                             ; => 1.0
(exact-integer? (* 2 1/2))              ; => #t
(/ 1 0)                                 ; error: /: division by zero
(/ 1.5 0)                               ; error: /: division by zero
(/ 1 0.0)                               ; => +inf.0
(/ -1 0.0)                              ; => -inf.0
(/ 0.0 0.0)                             ; => +nan.0
(+ 'a 1)                                ; error: +: expected a number, got a
(+ 1 #t)                                ; error: +: expected a number, got #t
(* 1e308 10)                            ; => +inf.0
(* 1.5 (expt 10 400))                   ; => +inf.0
(- 0.5 (expt 10 400))                   ; => -inf.0
(apply + '(1 "2"))                      ; error: +: expected a number, got "2"
(abs -7)                                ; => 7
(abs -1/2)                              ; => 1/2
(magnitude -7.5)                        ; => 7.5
(square 5)                              ; => 25
(1+ 5)                                  ; => 6
(-1+ 5)                                 ; => 4

; ---- comparison

(= 1 1.0)                               ; => #t
(= 1 1.0 2)                             ; => #f
(< 1 2 3)                               ; => #t
(< 1 3 2)                               ; => #f
(>= 3 3 2)                              ; => #t
(< 1/3 0.5)                             ; => #t
(< 1 'a)                                ; error: <: expected a real number, got a
(= 1 'a)                                ; error: =: expected a number, got a
(max 1 2 3)                             ; => 3
(max 1 2.0)                             ; => 2.0
(min 1 2.0)                             ; => 1.0
(zero? 0.0)                             ; => #t
(positive? 1/2)                         ; => #t
(negative? -0.0)                        ; => #f
(odd? 3)                                ; => #t
(even? 4.0)                             ; => #t
(even? 1.5)                             ; error: even?: expected an integer, got 1.5

; ---- kinds

(map number? '(1 1/2 1.5 +i a))         ; => (#t #t #t #t #f)
(map real? '(1 1/2 1.5 +i))             ; => (#t #t #t #f)
(map rational? '(1 1/2 1.5 +inf.0))     ; => (#t #t #t #f)
(map integer? '(1 1/2 1.0 1.5 a))       ; => (#t #f #t #f #f)
(map exact? '(1 1/2 1.0))               ; => (#t #t #f)
(map exact-integer? '(1 1.0 1/2))       ; => (#t #f #f)
(map nan? '(+nan.0 1 1.5))              ; => (#t #f #f)
(map finite? '(+inf.0 +nan.0 1))        ; => (#f #f #t)
(map infinite? '(+inf.0 +nan.0 1))      ; => (#t #f #f)
(exact? 'a)                             ; error: exact?: expected a number, got a
(eqv? 0.0 -0.0)                         ; => #f
(eqv? +nan.0 +nan.0)                    ; => #t
(eqv? 1 1.0)                            ; => #f
(eqv? 100000000000000000000 100000000000000000000)      ; => #t
(equal? 1/2 2/4)                        ; => #t

; ---- integer division

(list (quotient 7 2) (quotient -7 2) (quotient 7 -2))   ; => (3 -3 -3)
(list (remainder 7 2) (remainder -7 2) (remainder 7 -2))    ; => (1 -1 1)
(list (modulo 7 2) (modulo -7 2) (modulo 7 -2))         ; => (1 1 -1)
(modulo -7 2.0)                         ; => 1.0
(modulo 5.5 2)                          ; error: modulo: expected an integer, got 5.5
(quotient 1 0)                          ; error: quotient: division by zero
(modulo 1 0)                            ; error: modulo: division by zero
(call-with-values (lambda () (floor/ -5 2)) list)       ; => (-3 1)
(call-with-values (lambda () (truncate/ -5 2)) list)    ; => (-2 -1)
(call-with-values (lambda () (truncate/ -5.0 2)) list)  ; => (-2.0 -1.0)
(floor-quotient 5 -2)                   ; => -3
(floor-remainder 5 -2)                  ; => -1
(truncate-quotient -5 2)                ; => -2
(truncate-remainder -5 2)               ; => -1
(gcd 32 -36)                            ; => 4
(gcd)                                   ; => 0
(lcm 32 -36)                            ; => 288
(lcm 32.0 -36)                          ; => 288.0
(numerator 6/4)                         ; => 3
(denominator 6/4)                       ; => 2
(denominator 0.5)                       ; => 2.0
(call-with-values (lambda () (exact-integer-sqrt 17)) list)  ; => (4 1)
(exact-integer-sqrt -1)                 ; error: exact-integer-sqrt: expected an exact integer from 0, got -1

; ---- rounding

(map floor '(-4.3 3.5 7/2 5))           ; => (-5.0 3.0 3 5)
(map ceiling '(-4.3 3.5 7/2))           ; => (-4.0 4.0 4)
(map truncate '(-4.3 3.5 7/2))          ; => (-4.0 3.0 3)
(map round '(-4.3 3.5 2.5 7/2 5/2 7))   ; => (-4.0 4.0 2.0 4 2 7)
(round -0.4)                            ; => -0.0
(round +inf.0)                          ; => +inf.0
(floor 'x)                              ; error: floor: expected a real number, got x
(rationalize 3/10 1/10)                 ; => 1/3
(rationalize .3 1/10)                   ; => 0.3333333333333333

; ---- exactness

(exact 2.5)                             ; => 5/2
(exact 2.0)                             ; => 2
(exact +inf.0)                          ; error: exact: expected a finite number, got +inf.0
(inexact 1/3)                           ; => 0.3333333333333333
(inexact (expt 10 400))                 ; => +inf.0
(exact->inexact 1/4)                    ; => 0.25

; ---- powers, roots, exponentials

(expt 2 10)                             ; => 1024
(expt 2 -2)                             ; => 1/4
(expt 2/3 3)                            ; => 8/27
(expt 0 0)                              ; => 1
(expt 0.0 0)                            ; => 1
(expt 2. 3)                             ; => 8.0
(expt 4 1/2)                            ; => 2
(expt 2 0.5)                            ; => 1.4142135623730951
(expt 0 -1)                             ; error: expt: division by zero
(exact->inexact (expt -1 1001))         ; => -1.0
(sqrt 16)                               ; => 4
(sqrt 1/4)                              ; => 1/2
(sqrt 2)                                ; => 1.4142135623730951
(sqrt -4)                               ; => +2i
(sqrt (expt 10 400))                    ; => 100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
(exp 0)                                 ; => 1
(exp 1)                                 ; => 2.718281828459045
(exp 1000)                              ; => +inf.0
(log 1)                                 ; => 0
(log 8 2)                               ; => 3.0
(log 1000 10)                           ; => 3.0
(log 0)                                 ; => -inf.0
(real-part (log -1))                    ; => 0.0
(sin 0)                                 ; => 0
(cos 0)                                 ; => 1
(atan 1 1)                              ; => 0.7853981633974483
(atan 1)                                ; => 0.7853981633974483
(atan 0 -1)                             ; => 3.141592653589793
(asin 2.0)                              ; => 1.5707963267948966-1.3169578969248166i
(sin 'x)                                ; error: sin: expected a number, got x
(exact-nonnegative-integer? 5)          ; => #t
(bitwise-and 12 10)                     ; => 8
(arithmetic-shift 1 10)                 ; => 1024
(arithmetic-shift -8 -1)                ; => -4

; ---- complex numbers

(make-rectangular 1 2)                  ; => 1+2i
(make-rectangular 1 0)                  ; => 1
(* +i +i)                               ; => -1
(real-part 1.5+2i)                      ; => 1.5
(imag-part 7)                           ; => 0
(magnitude 3+4i)                        ; => 5
(angle -1)                              ; => 3.141592653589793
(< 1 +i)                                ; error: <: expected a real number, got +i

; ---- text

(number->string 255 16)                 ; => "ff"
(number->string 1.5)                    ; => "1.5"
(number->string -7/3 2)                 ; => "-111/11"
(string->number "ff" 16)                ; => 255
(string->number "#xff")                 ; => 255
(string->number "1e3")                  ; => 1000.0
(string->number "abc")                  ; => #f
(number->string 1 1)                    ; error: number->string: expected a radix from 2 to 36, got 1
(list 1e21 1e100 123456789.0 1e-7 .5 -0.0)              ; => (1e21 1e100 123456789.0 1e-7 0.5 -0.0)
