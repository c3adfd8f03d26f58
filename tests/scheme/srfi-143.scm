; SRFI 143: fixnums.
(import (srfi 143))

(define (both thunk) (call-with-values thunk list))

fx-width                                ; => 62
fx-greatest                             ; => 2305843009213693951
fx-least                                ; => -2305843009213693952
(map fixnum? (list 0 -5 fx-greatest fx-least (+ fx-greatest 1) (- fx-least 1) 1.0 'a))  ; => (#t #t #t #t #f #f #f #f)
(list (fx=? 1 1 1) (fx=? 1 2) (fx<? 1 2 3) (fx<? 1 1) (fx>? 3 2 1) (fx>? 1 2) (fx<=? 1 1 2) (fx<=? 2 1) (fx>=? 2 2 1) (fx>=? 1 2))      ; => (#t #f #t #f #t #f #t #f #t #f)
(fx=? 1 1.0)                            ; error: fx=?: expected a fixnum (an exact integer of 62 bits), got 1.0
(list (fxzero? 0) (fxzero? 1) (fxpositive? 1) (fxpositive? 0) (fxnegative? -1) (fxnegative? 0) (fxodd? 3) (fxodd? -3) (fxeven? 2) (fxeven? 3))   ; => (#t #f #t #f #t #f #t #t #t #f)
(list (fxmax 1 3 2) (fxmin 3 1 2) (fxmax 5))    ; => (3 1 5)

(list (fx+ 3 4) (fx- 3 4) (fx* 3 4) (fxneg 3) (fxquotient -7 2) (fxremainder -7 2) (fxabs -3) (fxsquare 5))     ; => (7 -1 12 -3 -3 -1 3 25)
(fx+ fx-greatest 1)                     ; error: fx+: the result is no fixnum: 2305843009213693952
(fx- fx-least 1)                        ; error: fx-: the result is no fixnum: -2305843009213693953
(fx* fx-greatest 2)                     ; error: fx*: the result is no fixnum: 4611686018427387902
(fxneg fx-least)                        ; error: fxneg: the result is no fixnum: 2305843009213693952
(fxabs fx-least)                        ; error: fxabs: the result is no fixnum: 2305843009213693952
(fxquotient 1 0)                        ; error: fxquotient: division by zero
(fx+ 1 2.5)                             ; error: fx+: expected a fixnum (an exact integer of 62 bits), got 2.5
(fx+ 1 2 3)                             ; error: fx+: expected 2 arguments, got 3
(both (lambda () (fxsqrt 17)))          ; => (4 1)
(fxsqrt -1)                             ; error: fxsqrt: expected a fixnum from 0, got -1

(both (lambda () (fx+/carry 1 2 3)))    ; => (0 6)
(both (lambda () (fx+/carry fx-greatest 1 0)))  ; => (1 -2305843009213693952)
(both (lambda () (fx+/carry fx-least -1 0)))    ; => (-1 2305843009213693951)
(both (lambda () (fx-/carry fx-least 1 0)))     ; => (-1 2305843009213693951)
(both (lambda () (fx-/carry 5 2 1)))    ; => (0 2)
(both (lambda () (fx*/carry fx-greatest 2 3)))  ; => (1 1)
(let-values (((high low) (fx*/carry fx-least fx-least 7))) (= (+ (* high (expt 2 62)) low) (+ (* fx-least fx-least) 7)))        ; => #t

(list (fxnot 10) (fxand 7 6 4) (fxior 1 2 4) (fxxor 1 3) (fxand) (fxior) (fxxor))       ; => (-11 4 7 2 -1 0 0)
(list (fxarithmetic-shift 8 2) (fxarithmetic-shift 8 -2) (fxarithmetic-shift -8 -2) (fxarithmetic-shift-left 1 10) (fxarithmetic-shift-right -8 1))     ; => (32 2 -2 1024 -4)
(fxarithmetic-shift 1 61)               ; error: fxarithmetic-shift: the result is no fixnum: 2305843009213693952
(fxarithmetic-shift 1 62)               ; error: fxarithmetic-shift: expected an exact integer from -61 to 61, got 62
(fxarithmetic-shift-left 1 -1)          ; error: fxarithmetic-shift-left: expected an exact integer from 0 to 61, got -1
(fxarithmetic-shift-right 1 -1)         ; error: fxarithmetic-shift-right: expected an exact integer from 0 to 61, got -1
(list (fxbit-count 13) (fxbit-count -13) (fxlength 8) (fxlength -8) (fxif 3 1 8) (fxfirst-set-bit 40) (fxfirst-set-bit 0))      ; => (3 2 4 3 9 3 -1)
(list (fxbit-set? 1 6) (fxbit-set? 0 6) (fxbit-set? 61 -1))     ; => (#t #f #t)
(fxbit-set? 62 6)                       ; error: fxbit-set?: expected an exact integer from 0 to 61, got 62
(list (fxcopy-bit 2 0 #t) (fxcopy-bit 2 15 #f) (= (fxcopy-bit 61 0 #t) fx-least) (= (fxcopy-bit 61 -1 #f) fx-greatest))        ; => (4 11 #t #t)
(fxbit-field #b1101101010 3 9)          ; => 45
(fxbit-field 6 3 2)                     ; error: fxbit-field: expected an exact integer from 0 to 2, got 3
(list (fxbit-field-rotate #b110 1 2 4) (fxbit-field-rotate #b0111 -1 1 4) (= (fxbit-field-rotate 1 -1 0 62) fx-least)) ; => (10 11 #t)
(list (fxbit-field-reverse 6 1 4) (= (fxbit-field-reverse 1 0 62) fx-least))   ; => (12 #t)
