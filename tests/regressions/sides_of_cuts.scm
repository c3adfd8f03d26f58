; Beyond 1, and beneath -i, asin, acos and atan took the other side of their cut than the
; report's formulas do.
(define (asin* z) (* -i (log (+ (* +i z) (sqrt (- 1 (* z z)))))))
(define (acos* z) (- 1.5707963267948966 (asin* z)))
(define (atan* z) (/ (- (log (+ 1 (* +i z))) (log (- 1 (* +i z)))) +2i))
(define (near? a b) (< (magnitude (- a b)) 1e-9))
(define (all-near? f g . l) (map (lambda (z) (near? (f z) (g z))) l))
(all-near? asin asin* 2 -2 2.0 -2.0 3/2 -3/2 1+i -1-i 1/2)        ; => (#t #t #t #t #t #t #t #t #t)
(all-near? acos acos* 2 -2 2.0 -2.0 3/2 -3/2 1+i -1-i 1/2)        ; => (#t #t #t #t #t #t #t #t #t)
(all-near? atan atan* +2i -2i +3/2i -3/2i +1/2i 1+2i -1-2i 2 -2)  ; => (#t #t #t #t #t #t #t #t #t)
