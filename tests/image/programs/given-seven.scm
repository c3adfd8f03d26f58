; Programs that fail, and their values where the failed call is given 7.

(+ 1 (charge 1))                                        ; => 8
(charge 1)                                              ; => 7
(+ 1 (rate 1))                                          ; => 8
(rate 1)                                                ; => 7
(+ 1 (error 'bad))                                      ; => 8
(+ 1 (raise 'bad))                                      ; => 8
(+ 1 (car 5))                                           ; => 8
(car 5)                                                 ; => 7
(let ((x (car 5)) (y 1)) (list x y))                    ; => (7 1)
(+ 1 (guard (e ((string? e) 9)) (* 2 (rate 1))))        ; => 15
(if (car 5) 'yes 'no)                                   ; => yes
(begin (set! not-there 5) 1)                            ; => 1

(define seven (car 5))
(+ seven 1)                                             ; => 8

(define eight 0)
(set! eight (+ 1 (car 5)))
eight                                                   ; => 8

(define eight 0)
(begin (set! eight (+ 1 (car 5))) (+ eight 1))          ; => 9
