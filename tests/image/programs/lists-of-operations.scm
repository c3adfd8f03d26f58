; Processes that read and append to four lists, as they are told.
(import (perdure process))
(define lists (list->vector (map (lambda (i) (vector '())) (iota 4))))
(define (spin n) (if (> n 0) (spin (- n 1))))
(define (do-one operation)
  (let ((kind (car operation)) (at (cadr operation)))
    (cond
      ((equal? kind "spin") (spin at) '())
      ((equal? kind "read")
       (list (list "read" at (reverse (vector-ref (vector-ref lists at) 0)))))
      (else
       (let ((cell (vector-ref lists at)) (value (caddr operation)))
         (vector-set! cell 0 (cons value (vector-ref cell 0)))
         (list (list "append" at value)))))))
(define (do-all operations) (append-map do-one operations))
(define (plain plans) (map (lambda (plan) (yield) (do-all plan)) plans))
(define (serialized plans)
  (map (lambda (plan) (serializable (lambda () (do-all plan)))) plans))
(define (finally) (map (lambda (cell) (reverse (vector-ref cell 0))) (vector->list lists)))
