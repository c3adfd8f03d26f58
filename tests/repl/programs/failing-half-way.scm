(define before 1)
(vector-ref (vector 1) 5)
(define after 2)
