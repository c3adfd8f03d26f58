; SRFI 144: flonums.
(import (srfi 144))

(define (both thunk) (call-with-values thunk list))
; Whether two flonums differ by no more than some last digits.
(define (near? x y) (<= (abs (- x y)) (* 4e-16 (abs y))))

; ---- constants, against what the functions give
(every (lambda (pair) (near? (car pair) (cadr pair)))
       (list (list fl-e (exp 1.0)) (list fl-1/e (exp -1.0)) (list fl-e-2 (exp 2.0)) (list fl-e-pi/4 (exp fl-pi/4))
             (list fl-log2-e (/ (log 2.0))) (list fl-log10-e (/ (log 10.0))) (list fl-log-2 (log 2.0)) (list fl-1/log-2 (/ (log 2.0)))
             (list fl-log-3 (log 3.0)) (list fl-log-pi (log fl-pi)) (list fl-log-10 (log 10.0)) (list fl-1/log-10 (/ (log 10.0)))))    ; => #t
(every (lambda (pair) (near? (car pair) (cadr pair)))
       (list (list fl-pi (* 4 (atan 1.0))) (list fl-1/pi (/ fl-pi)) (list fl-2pi (* 2 fl-pi)) (list fl-pi/2 (acos 0.0)) (list fl-pi/4 (atan 1.0))
             (list fl-pi-squared (* fl-pi fl-pi)) (list fl-degree (/ fl-pi 180)) (list fl-2/pi (/ 2 fl-pi)) (list fl-2/sqrt-pi (/ 2 (sqrt fl-pi)))))  ; => #t
(every (lambda (pair) (near? (car pair) (cadr pair)))
       (list (list fl-sqrt-2 (sqrt 2.0)) (list fl-sqrt-3 (sqrt 3.0)) (list fl-sqrt-5 (sqrt 5.0)) (list fl-sqrt-10 (sqrt 10.0)) (list fl-1/sqrt-2 (sqrt 0.5))
             (list fl-cbrt-2 (expt 2.0 1/3)) (list fl-cbrt-3 (expt 3.0 1/3)) (list fl-4thrt-2 (sqrt (sqrt 2.0)))
             (list fl-phi (/ (+ 1 (sqrt 5.0)) 2)) (list fl-log-phi (log fl-phi)) (list fl-1/log-phi (/ (log fl-phi)))))       ; => #t
(every (lambda (pair) (near? (car pair) (cadr pair)))
       (list (list fl-euler 0.5772156649015329) (list fl-e-euler (exp fl-euler)) (list fl-sin-1 (sin 1.0)) (list fl-cos-1 (cos 1.0))
             (list fl-gamma-1/2 (sqrt fl-pi)) (list fl-gamma-1/3 (flgamma (/ 1.0 3))) (list fl-gamma-2/3 (flgamma (/ 2.0 3)))))       ; => #t
(list (* 2 fl-greatest) (/ fl-least 2) (= 1.0 (+ 1.0 (/ fl-epsilon 2))) (= 1.0 (+ 1.0 fl-epsilon)))   ; => (+inf.0 0.0 #t #f)
(list fl-fast-fl+* (= (flinteger-exponent 0.0) fl-integer-exponent-zero) (= (flinteger-exponent +nan.0) fl-integer-exponent-nan))     ; => (#f #t #t)

; ---- making and taking apart
(list (flonum 1) (flonum 1/4) (flonum 2.5) (flonum (expt 10 400)) (flonum (- (expt 10 400))) (flonum -0.0))    ; => (1.0 0.25 2.5 +inf.0 -inf.0 -0.0)
(flonum (sqrt -2.0))                    ; => +nan.0
(flonum 'a)                             ; error: flonum: expected a number, got a
(list (fladjacent 1.0 2.0) (fladjacent 1.0 0.0) (fladjacent 1.0 1.0) (fladjacent 0.0 1.0))      ; => (1.0000000000000002 0.9999999999999999 1.0 5e-324)
(list (flcopysign 1.0 -2.0) (flcopysign -1.0 0.0) (flcopysign 1.0 -0.0))        ; => (-1.0 1.0 -1.0)
(list (make-flonum 3.0 2) (make-flonum 1.0 -1) (make-flonum -1.0 100000) (make-flonum 1.0 -100000))     ; => (12.0 0.5 -inf.0 0.0)
(make-flonum 3 2)                       ; error: make-flonum: expected a flonum, got 3
(make-flonum 3.0 2.0)                   ; error: make-flonum: expected an exact integer, got 2.0
(both (lambda () (flinteger-fraction 3.25)))    ; => (3.0 0.25)
(both (lambda () (flinteger-fraction -3.25)))   ; => (-3.0 -0.25)
(list (flexponent 48.0) (flexponent -48.0) (flexponent 0.0) (flexponent -inf.0))        ; => (5.0 5.0 -inf.0 +inf.0)
(list (flinteger-exponent 48.0) (flinteger-exponent 0.1))       ; => (5 -4)
(both (lambda () (flnormalized-fraction-exponent -48.0)))       ; => (-0.75 6)
(list (flsign-bit 1.0) (flsign-bit -1.0) (flsign-bit -0.0))     ; => (0 1 1)

; ---- asking
(list (flonum? 1.0) (flonum? 1) (flonum? 'a))   ; => (#t #f #f)
(list (fl=? 1.0 1.0 1.0) (fl=? 1.0 2.0) (fl<? 1.0 2.0 3.0) (fl<? 1.0 1.0) (fl>? 2.0 1.0) (fl>? 1.0 2.0) (fl<=? 1.0 1.0 2.0) (fl>=? 2.0 2.0 1.0))        ; => (#t #f #t #f #t #f #t #t)
(fl=? +nan.0 +nan.0)                    ; => #f
(fl<? 1.0 2)                            ; error: fl<?: expected a flonum, got 2
(list (flunordered? 1.0 2.0) (flunordered? 1.0 +nan.0)) ; => (#f #t)
(list (flinteger? 2.0) (flinteger? 2.5) (flinteger? +inf.0) (flzero? -0.0) (flzero? 1e-300))    ; => (#t #f #f #t #f)
(list (flpositive? 1.0) (flpositive? 0.0) (flnegative? -1.0) (flnegative? -0.0))        ; => (#t #f #t #f)
(list (flodd? 3.0) (flodd? 2.0) (fleven? 2.0) (fleven? -3.0))   ; => (#t #f #t #f)
(flodd? 2.5)                            ; error: flodd?: expected an integral flonum, got 2.5
(list (flfinite? 1.0) (flfinite? +inf.0) (flinfinite? -inf.0) (flinfinite? +nan.0) (flnan? +nan.0) (flnan? 1.0))        ; => (#t #f #t #f #t #f)
(list (flnormalized? 1.0) (flnormalized? 1e-310) (flnormalized? 0.0) (fldenormalized? 1e-310) (fldenormalized? 1.0) (fldenormalized? 0.0))      ; => (#t #f #f #t #f #f)

; ---- arithmetic
(list (flmax 1.0 3.0 2.0) (flmin 3.0 1.0 2.0) (flmax) (flmin) (flmax 1.0 +nan.0) (flmin +nan.0 1.0))    ; => (3.0 1.0 -inf.0 +inf.0 1.0 1.0)
(list (fl+) (fl+ 1.0) (fl+ 1.0 2.0 3.0) (fl*) (fl* 2.0 3.0 4.0))        ; => (0.0 1.0 6.0 1.0 24.0)
(list (fl- 1.0) (fl- 5.0 2.0 1.0) (fl/ 4.0) (fl/ 12.0 2.0 3.0)) ; => (-1.0 2.0 0.25 2.0)
(list (fl/ 1.0 0.0) (fl/ 1.0 -0.0) (fl/ -1.0 0.0) (fl/ 0.0 0.0))        ; => (+inf.0 -inf.0 -inf.0 +nan.0)
(fl+ 1.0 1)                             ; error: fl+: expected a flonum, got 1
(list (fl+* 2.0 3.0 4.0) (fl+* 1e200 1e200 0.0) (fl+* 1.0 1.0 +inf.0))  ; => (10.0 +inf.0 +inf.0)
(fl+* 134217729.0 134217729.0 -18014398777917440.0)     ; => 1.0
(list (flabs -2.0) (flabsdiff 1.0 3.0) (flposdiff 3.0 1.0) (flposdiff 1.0 3.0) (flsgn -5.0) (flsgn 0.0))        ; => (2.0 2.0 2.0 0.0 -1.0 1.0)
(list (flnumerator 2.25) (fldenominator 2.25) (flnumerator -inf.0) (fldenominator -inf.0) (fldenominator 0.0) (flnumerator +nan.0))     ; => (9.0 4.0 -inf.0 1.0 1.0 +nan.0)
(list (flfloor -2.5) (flceiling -2.5) (flround 2.5) (flround 3.5) (flround -0.4) (fltruncate -2.5) (flfloor +inf.0))    ; => (-3.0 -2.0 2.0 4.0 -0.0 -2.0 +inf.0)

; ---- functions
(list (flexp 0.0) (flexp 1000.0) (flexp2 10.0) (flexp-1 1e-20) (flsquare 3.0))  ; => (1.0 +inf.0 1024.0 1e-20 9.0)
(list (flsqrt 16.0) (flsqrt -0.0) (flsqrt -1.0) (flcbrt 27.0) (flcbrt -8.0) (flhypot 3.0 4.0))  ; => (4.0 -0.0 +nan.0 3.0 -2.0 5.0)
(list (flexpt 2.0 10.0) (flexpt 0.0 2.0) (flexpt 0.0 -1.0) (flexpt -0.0 -1.0) (flexpt -8.0 0.5) (flexpt -10.0 309.0) (flexpt 10.0 400.0))       ; => (1024.0 0.0 +inf.0 -inf.0 +nan.0 -inf.0 +inf.0)
(list (fllog 1.0) (fllog 0.0) (fllog -1.0) (fllog1+ 1e-20) (fllog1+ -1.0) (fllog2 8.0) (fllog10 1000.0))        ; => (0.0 -inf.0 +nan.0 1e-20 -inf.0 3.0 3.0)
(list ((make-fllog-base 2.0) 8.0) ((make-fllog-base 10.0) 100.0) (near? ((make-fllog-base 3.0) 81.0) 4.0))      ; => (3.0 2.0 #t)
(make-fllog-base 1.0)                   ; error: make-fllog-base: expected a flonum above 1, got 1.0
(list (flsin 0.0) (flcos 0.0) (fltan 0.0) (flasin 0.0) (flacos 1.0) (flsin +inf.0) (flasin 2.0))        ; => (0.0 1.0 0.0 0.0 0.0 +nan.0 +nan.0)
(list (near? (flatan 1.0) fl-pi/4) (near? (flatan 1.0 -1.0) (* 3 fl-pi/4)) (flatan 0.0 1.0))    ; => (#t #t 0.0)
(list (flsinh 0.0) (flcosh 0.0) (fltanh +inf.0) (flasinh 0.0) (flacosh 1.0) (flatanh 1.0) (flatanh -1.0) (flsinh -1000.0))      ; => (0.0 1.0 1.0 0.0 0.0 +inf.0 -inf.0 -inf.0)
(list (flquotient 7.5 2.0) (flquotient -7.5 2.0) (flremainder 7.5 2.0) (flremainder -7.5 2.0) (flremainder 1.0 0.0))    ; => (3.0 -3.0 1.5 -1.5 +nan.0)
(both (lambda () (flremquo 7.5 2.0)))   ; => (-0.5 4)
(both (lambda () (flremquo -7.0 2.0)))  ; => (1.0 -4)
(both (lambda () (flremquo 1.0 0.0)))   ; => (+nan.0 0)
(list (flgamma 5.0) (flgamma 0.0) (flgamma -1.0) (flgamma 200.0))       ; => (24.0 +inf.0 +nan.0 +inf.0)
(let ((found (both (lambda () (flloggamma -0.5))))) (list (near? (car found) (log (* 2 (sqrt fl-pi)))) (cadr found)))   ; => (#t -1.0)
(both (lambda () (flloggamma 1.0)))     ; => (0.0 1.0)
(both (lambda () (flloggamma -1.0)))    ; => (+inf.0 1.0)
(list (near? (flfirst-bessel 0 1.0) 0.7651976865579666) (near? (flfirst-bessel 1 1.0) 0.44005058574493355) (flfirst-bessel 0 0.0) (flfirst-bessel 2 0.0))      ; => (#t #t 1.0 0.0)
(list (near? (flsecond-bessel 0 1.0) 0.08825696421567697) (near? (flsecond-bessel 1 1.0) -0.7812128213002887) (flsecond-bessel 0 0.0) (flsecond-bessel 0 -1.0)) ; => (#t #t -inf.0 +nan.0)
(near? (flfirst-bessel -1 1.0) (- (flfirst-bessel 1 1.0)))      ; => #t
(flfirst-bessel 1.0 1.0)                ; error: flfirst-bessel: expected an exact integer, got 1.0
(list (flerf 0.0) (flerf +inf.0) (flerfc 0.0) (near? (+ (flerf 0.5) (flerfc 0.5)) 1.0)) ; => (0.0 1.0 1.0 #t)

; ---- the edges, by the SRFI and by the C99 functions that it names
(list (fladjacent -0.0 0.0) (fladjacent 0.0 -0.0) (fladjacent fl-greatest +inf.0) (fladjacent +inf.0 0.0) (fladjacent 0.0 -1.0) (fladjacent +nan.0 1.0)) ; => (-0.0 0.0 +inf.0 1.7976931348623157e308 -5e-324 +nan.0)
(list (flmax +nan.0) (flmin +nan.0 +nan.0) (flmax +nan.0 -inf.0) (flmin 1.0 +nan.0 3.0) (flmax +inf.0 +nan.0)) ; => (+nan.0 +nan.0 -inf.0 1.0 +inf.0)
(list (fl+ -0.0) (fl+ -0.0 -0.0) (fl+ -0.0 0.0) (fl* -0.0) (fl- 0.0) (fl- -0.0 0.0) (fl/ -0.0) (fl/ +inf.0)) ; => (-0.0 -0.0 0.0 -0.0 -0.0 -0.0 -inf.0 0.0)
(list (fl- +inf.0 +inf.0) (fl* 0.0 +inf.0) (fl/ +inf.0 +inf.0) (fl/ 1.0 +nan.0))        ; => (+nan.0 +nan.0 +nan.0 +nan.0)
(list (fl+* 1e308 10.0 -inf.0) (fl+* 1e308 10.0 -1e308) (fl+* +inf.0 0.0 1.0) (fl+* +inf.0 1.0 -inf.0) (fl+* 1.0 1.0 +nan.0) (fl+* -1e-200 1e-200 0.0) (fl+* -0.0 1.0 -0.0)) ; => (-inf.0 +inf.0 +nan.0 +nan.0 +nan.0 -0.0 -0.0)
(both (lambda () (flinteger-fraction -inf.0)))  ; => (-inf.0 -0.0)
(both (lambda () (flinteger-fraction -0.0)))    ; => (-0.0 -0.0)
(both (lambda () (flnormalized-fraction-exponent 0.0)))         ; => (0.0 0)
(both (lambda () (flnormalized-fraction-exponent fl-least)))    ; => (0.5 -1073)
(list (flexponent fl-least) (flexponent +nan.0) (flinteger-exponent fl-least) (exact-integer? (flinteger-exponent +inf.0)))    ; => (-1074.0 +nan.0 -1074 #t)
(list (make-flonum 1.0 -1074) (make-flonum 0.75 -1074) (make-flonum +inf.0 -3) (make-flonum -0.0 5))    ; => (5e-324 5e-324 +inf.0 -0.0)
(list (flposdiff +inf.0 +inf.0) (flposdiff 1.0 +nan.0) (flabsdiff +inf.0 +inf.0) (flsgn -0.0) (flabs -0.0) (flcopysign +inf.0 -0.0)) ; => (0.0 +nan.0 +nan.0 -1.0 0.0 -inf.0)
(list (flnumerator -0.0) (flnumerator -2.5) (fldenominator -2.5) (fldenominator -0.0) (fldenominator +nan.0))  ; => (-0.0 -5.0 2.0 1.0 +nan.0)
(list (flround 0.5) (flround 1.5) (flround -0.5) (flround 0.49999999999999994) (fltruncate -0.5) (flceiling -0.5) (flround +nan.0))     ; => (0.0 2.0 -0.0 0.0 -0.0 -0.0 +nan.0)
(list (flexp -inf.0) (flexp-1 -inf.0) (flexp-1 -0.0) (flexp2 -1075.0) (flexp2 1024.0) (flcbrt -0.0) (flcbrt -inf.0) (flhypot +inf.0 +nan.0))   ; => (0.0 -1.0 -0.0 0.0 +inf.0 -0.0 -inf.0 +inf.0)
(list (flexpt 0.0 0.0) (flexpt +nan.0 0.0) (flexpt 1.0 +nan.0) (flexpt -1.0 +inf.0) (flexpt -0.0 3.0) (flexpt -inf.0 3.0) (flexpt -inf.0 -2.0) (flexpt 0.5 +inf.0))     ; => (1.0 1.0 1.0 1.0 -0.0 -inf.0 0.0 0.0)
(list (fllog -0.0) (fllog1+ -0.0) (fllog1+ -2.0) (fllog2 fl-least) ((make-fllog-base 3.0) 0.0)) ; => (-inf.0 -0.0 +nan.0 -1074.0 -inf.0)
(list (flatan 0.0 -0.0) (flatan -0.0 -0.0) (flatan -0.0 1.0) (flatan +inf.0 -inf.0) (flatan 1.0 +nan.0))        ; => (3.141592653589793 -3.141592653589793 -0.0 2.356194490192345 +nan.0)
(list (flquotient 1.0 0.0) (flquotient -1.0 2.0) (flquotient 5.0 +inf.0) (flremainder 5.0 +inf.0) (flremainder +inf.0 5.0) (flremainder -4.0 2.0))     ; => (+inf.0 -0.0 0.0 5.0 +nan.0 -0.0)
(both (lambda () (flremquo 5.0 2.0)))   ; => (1.0 2)
(both (lambda () (flremquo 5.0 +inf.0)))        ; => (5.0 0)
(list (flgamma -0.0) (flgamma -inf.0) (flgamma -0.5))   ; => (-inf.0 +nan.0 -3.544907701811032)
(map (lambda (x) (cadr (both (lambda () (flloggamma x))))) '(0.0 -0.0 -0.5 -1.5 -2.5 +inf.0))  ; => (1.0 -1.0 -1.0 1.0 -1.0 1.0)
(list (flerf -inf.0) (flerfc -inf.0) (flfirst-bessel 0 +inf.0) (flfirst-bessel 1 -1.0) (flsecond-bessel 1 0.0)) ; => (-1.0 2.0 0.0 -0.4400505857449335 -inf.0)
(list (fl<? 1.0 +nan.0 2.0) (fl>=? 1.0 +nan.0) (flpositive? +nan.0) (flnormalized? +inf.0) (flinteger? +nan.0) (fleven? -0.0))  ; => (#f #f #f #f #f #t)
