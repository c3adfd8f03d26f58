; Recursion is bounded by memory alone, tail calls take none.

; Every way of calling counts its depth.
(define (f n) (if (= n 0) 0 (+ 1 (g n))))
(define (g n) (f (- n 1)))
(f 5000)                                ; => 5000
(define f (let ((one 1)) (lambda (n) (if (= n 0) 0 (+ one (f (- n 1)))))))
(f 5000)                                ; => 5000
(define (f n k) (if (= n 0) 0 (+ 1 (k (- n 1) k))))
(f 5000 (lambda (n k) (f n k)))         ; => 5000
(define (f n) (if (= n 0) 0 (+ 1 (apply g (list n)))))
(define (g n) (f (- n 1)))
(f 5000)                                ; => 5000
(define (f n) (if (= n 0) 0 (+ 1 (guard (e (#t 7)) (f (- n 1))))))
(f 5000)                                ; => 5000
(define (f n) (if (= n 0) 0 (+ 1 (call/cc (lambda (k) (f (- n 1)))))))
(f 5000)                                ; => 5000
(define p (make-parameter 0))
(define (f n) (if (= n 0) 0 (+ 1 (parameterize ((p n)) (f (- n 1))))))
(f 5000)                                ; => 5000
(define (f n) (if (= n 0) 0 (+ 1 (car (map f (list (- n 1)))))))
(f 5000)                                ; => 5000
(define m map)
(define (f n) (if (= n 0) 0 (+ 1 (car (m f (list (- n 1)))))))
(f 5000)                                ; => 5000
(define (f n) (if (= n 0) 0 (+ 1 (g n))))
(define (g n) (hash-table-ref (make-hash-table) 1 (lambda () (f (- n 1)))))
(f 5000)                                ; => 5000
(define (f n)
  (if (= n 0)
      0
      (+ 1 (with-exception-handler (lambda (e) (f (- n 1)))
             (lambda () (raise-continuable n))))))
(f 5000)                                ; => 5000
(define (f n) (if (= n 0) 0 (+ 1 (vector-ref (vector-map f (vector (- n 1))) 0))))
(f 5000)                                ; => 5000

; Tail calls run in constant space.
(let loop ((i 0)) (if (< i 300000) (loop (+ i 1)) i))  ; => 300000
(define (go i) (if (< i 300000) (go (+ i 1)) i))
(go 0)                                  ; => 300000
(define (a i) (if (< i 300000) (b (+ i 1)) i))
(define (b i) (a i))
(a 0)                                   ; => 300000
(define (b i) i)
(define (a i) (b i))
(a 0)
(define (b i) (if (< i 300000) (a (+ i 1)) i))
(a 0)                                   ; => 300000
(define (k f i) (if (< i 300000) (f f (+ i 1)) i))
(k k 0)                                 ; => 300000
(do ((i 0 (+ i 1))) ((= i 300000) i))   ; => 300000
(define (w i) (and #t (or #f (cond ((= i 300000) i) (else (when #t (w (+ i 1))))))))
(w 0)                                   ; => 300000
(define (ap i) (if (< i 100000) (apply ap (list (+ i 1))) 300000))
(ap 0)                                  ; => 300000
(define (cc i) (if (< i 30000) (call/cc (lambda (k) (cc (+ i 1)))) 300000))
(cc 0)                                  ; => 300000
