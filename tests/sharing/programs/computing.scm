(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(define (start count n)
  (let loop ((i 0) (pids '()))
    (if (= i count) pids (loop (+ i 1) (cons (spawn (lambda () (fib n))) pids)))))
