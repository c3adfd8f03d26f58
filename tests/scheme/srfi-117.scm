; SRFI 117: queues based on lists.

(import (srfi 117))
(define q (list-queue 1 2 3))
(list (list-queue? q) (list-queue? '(1)) (list-queue-list q) (list-queue-empty? q) (list-queue-empty? (list-queue)))    ; => (#t #f (1 2 3) #f #t)
(list (list-queue-front q) (list-queue-back q)) ; => (1 3)
(call-with-values (lambda () (list-queue-first-last q)) list)   ; => ((1 2 3) (3))
(call-with-values (lambda () (list-queue-first-last (list-queue))) list)        ; => (() ())
; A queue is made of the list that it is given.
(let* ((items (list 1 2 3)) (q (make-list-queue items))) (list (eq? (list-queue-list q) items) (list-queue-back q)))    ; => (#t 3)
(let* ((items (list 1 2 3)) (q (make-list-queue items (cddr items)))) (list-queue-add-back! q 4) items)         ; => (1 2 3 4)
(list-queue-list (make-list-queue '() '()))     ; => ()
(make-list-queue 5)                     ; error: list-queue-set-list!: expected a list, got 5
(let ((copy (list-queue-copy q))) (list-queue-add-back! copy 4) (list (list-queue-list q) (list-queue-list copy)))      ; => ((1 2 3) (1 2 3 4))
(define (below n) (lambda (x) (>= x n)))
(list-queue-list (list-queue-unfold (below 3) (lambda (x) (* x 10)) (lambda (x) (+ x 1)) 0))    ; => (20 10 0)
(list-queue-list (list-queue-unfold (below 2) - (lambda (x) (+ x 1)) 0 (list-queue 'a)))        ; => (-1 0 a)
(list-queue-list (list-queue-unfold-right (below 3) (lambda (x) (* x 10)) (lambda (x) (+ x 1)) 0))      ; => (0 10 20)
(list-queue-list (list-queue-unfold-right (below 2) - (lambda (x) (+ x 1)) 0 (list-queue 'a)))  ; => (a 0 -1)
(let ((q (list-queue))) (list-queue-add-front! q 2) (list-queue-add-front! q 1) (list-queue-add-back! q 3) (list (list-queue-list q) (list-queue-back q)))      ; => ((1 2 3) 3)
(let ((q (list-queue))) (list-queue-add-back! q 1) (list-queue-add-back! q 2) (let* ((a (list-queue-remove-front! q)) (b (list-queue-remove-front! q))) (list-queue-add-back! q 3) (list a b (list-queue-list q) (list-queue-back q))))      ; => (1 2 (3) 3)
(let ((q (list-queue 1 2 3))) (let* ((a (list-queue-remove-back! q)) (b (list-queue-back q)) (c (list-queue-remove-back! q)) (d (list-queue-remove-back! q))) (list-queue-add-back! q 9) (list a b c d (list-queue-list q))))  ; => (3 2 2 1 (9))
(list-queue-front (list-queue))         ; error: list-queue-front: the queue is empty
(list-queue-back (list-queue))          ; error: list-queue-back: the queue is empty
(list-queue-remove-front! (list-queue)) ; error: list-queue-remove-front!: the queue is empty
(list-queue-remove-back! (list-queue))  ; error: list-queue-remove-back!: the queue is empty
(list-queue-front 5)                    ; error: list-queue-list: expected a list-queue, got 5
(let ((q (list-queue 1 2))) (list (list-queue-remove-all! q) (list-queue-empty? q)))    ; => ((1 2) #t)
(let ((q (list-queue 1 2))) (list-queue-set-list! q (list 5 6)) (list-queue-add-back! q 7) (list-queue-list q)) ; => (5 6 7)
(let* ((items (list 1 2)) (q (list-queue))) (list-queue-set-list! q items (cdr items)) (list-queue-back q))     ; => 2
(let* ((a (list-queue 1 2)) (b (list-queue 3)) (c (list-queue-append a (list-queue) b))) (list-queue-add-back! c 4) (map list-queue-list (list a b c)))      ; => ((1 2) (3) (1 2 3 4))
(let ((c (list-queue-append! (list-queue) (list-queue 1 2) (list-queue) (list-queue 3)))) (list-queue-add-back! c 4) (list-queue-list c))       ; => (1 2 3 4)
(map list-queue-list (list (list-queue-append) (list-queue-append!) (list-queue-concatenate '())))      ; => (() () ())
(list-queue-list (list-queue-concatenate (list (list-queue 1) (list-queue 2 3))))       ; => (1 2 3)
(list-queue-list (list-queue-map - q))  ; => (-1 -2 -3)
(let ((q (list-queue 1 2))) (list-queue-map! - q) (list-queue-add-back! q 0) (list-queue-list q))       ; => (-1 -2 0)
(let ((sum 0)) (list-queue-for-each (lambda (x) (set! sum (+ sum x))) q) sum)   ; => 6
