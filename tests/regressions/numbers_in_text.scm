; An exact number written with a large exponent took for ever, a long one with a point
; and an inexact one beyond the range of floats gave Python's own words.

(string->number "#e1e400000000")        ; => #f
(string->number "#e1e-99999999999999999999")    ; => #f
(string->number "#e-1.25e2")            ; => -125
(list #e.5 #e1.e1 #e-0.001)             ; => (1/2 10 -1/1000)
(define long (make-string 5000 #\1))
(= (string->number (string-append "#e" long ".5")) (+ (string->number long) 1/2))       ; => #t
(string->number (string-append "#i" long "/3")) ; => +inf.0
(string->number (string-append long "+1.5i"))   ; => +inf.0+1.5i
(string->number (string-append "-" long "@1.5"))        ; => -inf.0-inf.0i
