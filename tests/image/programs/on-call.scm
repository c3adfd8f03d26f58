; Two that may leave only while the other is here.
(define (spin n) (if (> n 0) (spin (- n 1))))
(define here (list->vector (map (lambda (i) (vector #t)) (iota 2))))
(define (leave i)
  (if (and (vector-ref (vector-ref here 0) 0) (vector-ref (vector-ref here 1) 0))
      (begin (spin 60000) (vector-set! (vector-ref here i) 0 #f))))
(define (all way)
  (for-each wait (map (lambda (i) (spawn (lambda () (way (lambda () (leave i)))))) (iota 2)))
  (map (lambda (one) (vector-ref one 0)) (vector->list here)))
