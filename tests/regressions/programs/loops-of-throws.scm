; Loops that consist of throws alone: (f #f n) goes round n times, and is interrupted each time.

; a throw in tail position:
(define (f k n)
  (let ((n (call/cc (lambda (c) (set! k c) n))))
    (test-interrupt)
    (if (= n 0) 'done (k (- n 1)))))

; a throw within other calls:
(define (f k n)
  (let ((n (call/cc (lambda (c) (set! k c) n))))
    (test-interrupt)
    (if (= n 0) 'done (list (k (- n 1))))))

; a throw within call/cc:
(define (f k n)
  (let ((n (call/cc (lambda (c) (set! k c) n))))
    (test-interrupt)
    (if (= n 0) 'done (list (call/cc (lambda (other) (k (- n 1))))))))

; a throw of several values:
(define (f k n)
  (call-with-values (lambda () (call/cc (lambda (c) (set! k c) (values n 0))))
    (lambda (n zero)
      (test-interrupt)
      (if (= n zero) 'done (k (- n 1) 0)))))
