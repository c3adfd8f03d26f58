; A queue of which one message is added for each that is taken out, for ever.
(define queue (let ((first (list 'first))) (cons first first)))
(define (push! x) (let ((cell (list x))) (set-cdr! (cdr queue) cell) (set-cdr! queue cell)))
(define (pop!) (let ((x (caar queue))) (set-car! queue (cdar queue)) x))
(define (turn! count) (do ((n 0 (+ n 1))) ((= n count)) (push! (number->string n)) (pop!)))
(do ((n 0 (+ n 1))) ((= n 20)) (push! n))
