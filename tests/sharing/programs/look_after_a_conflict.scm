(define n 0)
(define items (list (list 1) (list 2) (list 3)))
(define (look)                       ; at what is in memory, then at what is not
  (let* ((seen n) (found (map (lambda (item) (car item)) items)))
    (cons seen found)))
