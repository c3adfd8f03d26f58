(define (f)
  (call/cc (lambda (a)
    (+ 1 (call/cc (lambda (b)
      (+ 10 (call/cc (lambda (c) (if (test-pause #t) (b 5) (c 6)))))))
       (call/cc (lambda (c) (a (list 'out (c 7)))))))))
(f)  ; => 13
