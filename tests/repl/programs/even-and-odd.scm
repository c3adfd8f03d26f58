(define (even n) (if (= n 0) (car n) (not (odd (- n 1)))))
(define (odd n) (if (= n 0) #f (not (even (- n 1)))))
(list (even 40))
