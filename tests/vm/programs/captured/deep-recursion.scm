(define (count n) (if (= n 0) (test-pause 0) (+ 1 (count (- n 1)))))
(count 300)  ; => 300
