(define (f n)
  (let ((total (let loop ((i 0) (acc 0))
                 (cond ((= i n) (test-pause acc))
                       ((odd? i) (loop (+ i 1) (+ acc (test-pause i))))
                       (else (loop (+ i 1) acc))))))
    (display total)
    (* 2 (test-pause total))))
(f 6)
; prints 9
; => 18
