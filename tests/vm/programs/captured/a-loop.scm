(define (sum n)
  (let loop ((i 0) (acc '()))
    (if (< i n) (loop (+ i 1) (cons (test-pause i) acc)) (test-pause acc))))
(sum 5)  ; => (4 3 2 1 0)
