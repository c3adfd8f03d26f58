; Procedures that have done with something large when they wait: (f n) makes a list of n
; items or goes round n times, then calls (test-pause), or does so again and again. What
; can be reached from the waiting computation must not depend on n. See test_space.py.
; Each begins with a line that names it.

; a parameter:
(define (f n) (g (iota n))) (define (g items) (let ((count (length items))) (test-pause) (list count)))

; an argument of a tail call:
(define (f n) (g (iota n))) (define (g items) (h (length items))) (define (h n) (test-pause) (list n))

; a variable of let:
(define (f n) (let* ((items (iota n)) (count (length items))) (test-pause) (list count)))

; a variable of an enclosing let:
(define (f n) (let ((items (iota n))) (let ((count (length items))) (test-pause) (list count))))

; an internal definition:
(define (f n) (define items (iota n)) (define count (length items)) (test-pause) (list count))

; a value that was thrown away:
(define (f n) (begin (iota n) (test-pause) (list 1)))

; one branch needs it:
(define (f n) (let ((items (iota n))) (if (pair? items) (begin (test-pause) 1) (list items))))

; it is needed only before:
(define (f n) (let ((items (iota n))) (let loop ((l items)) (if (pair? l) (loop (cdr l)))) (test-pause) (list 1)))

; a list consumed by a loop:
(define (f n) (let loop ((l (iota n))) (if (pair? l) (loop (cdr l)) (begin (test-pause) (list l)))))

; a list consumed by a tail call:
(define (f n) (g (iota n))) (define (g l) (if (pair? l) (g (cdr l)) (begin (test-pause) (list l))))

; a list consumed by two procedures:
(define (f n) (even (iota n))) (define (even l) (if (pair? l) (odd (cdr l)) (test-pause))) (define (odd l) (if (pair? l) (even (cdr l)) (test-pause)))

; the rest argument:
(define (f n) (apply g (iota n))) (define (g . l) (let ((count (length l))) (test-pause) (list count)))

; case-lambda:
(define g (case-lambda ((l) (g (length l) 1)) ((n k) (test-pause) (list n k)))) (define (f n) (g (iota n)))

; a closure that was called:
(define (f n) (let ((items (iota n))) ((lambda () (let ((count (length items))) (test-pause) (list count))))))

; a closure in tail position:
(define (g thunk) (thunk)) (define (f n) (let* ((items (iota n)) (h (lambda () (test-pause) (list (length items))))) (g (lambda () (length items) (test-pause) (list 1)))))

; the last item of for-each:
(define (f n) (for-each (lambda (x) (if (= x (- n 1)) (test-pause))) (iota n)) (list 1))

; vectors in a loop:
(define (f n) (do ((i 0 (+ i 1)) (v (make-vector n 0) (make-vector 1 i))) ((= i 2) (test-pause) (list v))))

; call-with-values:
(define (f n) (call-with-values (lambda () (values (iota n) 1)) (lambda (items one) (let ((count (length items))) (test-pause) (list count one)))))

; receive:
(define (f n) (let-values (((items one) (values (iota n) 1))) (let ((count (length items))) (test-pause) (list count one))))

; the body of a guard:
(define (f n) (guard (e (#t 1)) (let ((count (length (iota n)))) (test-pause) (list count))))

; a clause of a guard:
(define (f n) (guard (e ((pair? e) (test-pause) (list 1))) (raise (iota n))))

; a clause of a guard after what was raised over:
(define (f n) (guard (e (#t (test-pause) (list e))) (let ((items (iota n))) (+ 1 (raise 'oops) (length items)))))

; a clause of a guard on the heap:
(define (f n) (guard (e (#t (test-pause) (list e))) (test-pause 'first) (let ((items (iota n))) (+ 1 (raise 'oops) (length items)))))

; a handler that escaped:
(define (f n) (call/cc (lambda (k) (with-exception-handler (lambda (e) (k 1)) (lambda () (let ((items (iota n))) (raise 'oops) (length items)))))) (test-pause) (list 1))

; call/cc as a way out:
(define (f n) (let ((count (call/cc (lambda (k) (let ((items (iota n))) (k (length items)) items))))) (test-pause) (list count)))

; call/cc entered again:
(define (f n) (let ((k #f) (i 0)) (call/cc (lambda (c) (set! k c))) (let ((items (iota n))) (set! i (+ i (length items)))) (if (< i (* 5 n)) (k #f) (begin (test-pause) (list 1)))))

; dynamic-wind:
(define (f n) (dynamic-wind (lambda () (iota n)) (lambda () (iota n) (test-pause) (list 1)) (lambda () #f)))

; dynamic-wind afterwards:
(define (f n) (dynamic-wind (lambda () #f) (lambda () (length (iota n))) (lambda () (test-pause))))

; parameterize afterwards:
(define p (make-parameter '())) (define (f n) (parameterize ((p (iota n))) (length (p))) (test-pause) (list 1))

; a promise that was forced:
(define (f n) (let* ((items (iota n)) (q (delay (length items)))) (force q) (test-pause) (list q)))

; a chain of delay-force:
(define (g n) (if (= n 0) (delay (test-pause)) (delay-force (g (- n 1))))) (define (f n) (list (force (g n))))

; a stream gone through:
(import (srfi 41))
(define-stream (from i) (stream-cons i (from (+ i 1))))
(define (f n) (let loop ((s (from 0))) (if (< (stream-car s) n) (loop (stream-cdr s)) (begin (test-pause) (list 1)))))

; a stream gone through by stream-ref:
(import (srfi 41))
(define-stream (from i) (stream-cons i (from (+ i 1))))
(define (f n) (let ((item (stream-ref (stream-filter even? (stream-map + (from 0) (from 0))) n))) (test-pause) (list 1)))

; a lazy list of promises:
(define (from i) (delay (cons i (from (+ i 1)))))
(define (f n) (let loop ((s (from 0)) (n n)) (if (> n 0) (loop (cdr (force s)) (- n 1)) (begin (test-pause) (list (car (force s)))))))

; state passed on, a pause each round:
(define (f n) (let loop ((i 0) (items '(1 2 3))) (test-pause) (if (< i n) (loop (+ i 1) (list i (car items))))))

; a list consumed, a pause each round:
(define (f n) (let loop ((i 0) (l (iota 400))) (if (< i n) (begin (test-pause) (loop (+ i 1) (list-tail (iota 400) 390))) (begin (test-pause) (list (length l))))))

; a stream, a pause each round:
(import (srfi 41))
(define-stream (from i) (stream-cons i (from (+ i 1))))
(define (f n) (let loop ((s (from 0))) (test-pause) (if (< (stream-car s) n) (loop (stream-cdr s)) (list 1))))

; a lazy list, a pause within each promise:
(define (from i) (delay (begin (test-pause) (cons i (from (+ i 1))))))
(define (f n) (let loop ((s (from 0)) (n n)) (if (> n 0) (loop (cdr (force s)) (- n 1)) (list (car (force s))))))

; a generator, a pause each round:
(import (srfi 158))
(define (f n) (define g (gmap list (make-iota-generator (+ n 1)))) (do ((i 0 (+ i 1))) ((= i n) (test-pause) 1) (g) (test-pause)))

; a coroutine, a pause each round:
(import (srfi 158))
(define (f n) (define g (make-coroutine-generator (lambda (yield) (let loop ((i 0)) (test-pause) (yield (list i)) (loop (+ i 1)))))) (do ((i 0 (+ i 1))) ((= i n) (test-pause) 1) (g)))

; a generator by shift, a pause each round:
(import (srfi 226))
(define (numbers) (define (start) (reset (let loop ((i 0)) (test-pause) (shift k (set! start (lambda () (k #f))) (list i)) (loop (+ i 1))))) (lambda () (start)))
(define (f n) (define g (numbers)) (do ((i 0 (+ i 1))) ((= i n) (test-pause) 1) (g)))

; an abort, a pause each round:
(import (srfi 226))
(define tag (make-continuation-prompt-tag))
(define (f n) (call-with-continuation-prompt (lambda () (let ((items (iota n))) (test-pause) (if (= n 0) 1 (abort-current-continuation tag (- n 1))) (length items))) tag f))

; what an abort dropped:
(import (srfi 226))
(define tag (make-continuation-prompt-tag))
(define (f n) (call-with-continuation-prompt (lambda () (let ((items (iota n))) (abort-current-continuation tag 1) (length items))) tag list) (test-pause) (list 1))

; guards, a pause each round:
(define (f n) (let loop ((i 0)) (guard (e (#t (test-pause))) (test-pause) (raise (iota n))) (if (< i n) (loop (+ i 1)) (list 1))))

; call/cc, a pause each round:
(define (f n) (let loop ((i 0) (k #f)) (test-pause) (if (< i n) (loop (+ i 1) (call/cc (lambda (k) k))) (list k))))

; a recursion that has returned, a pause each round:
(define (deep n) (if (= n 0) (begin (test-pause) 0) (+ 1 (deep (- n 1)))))
(define (f n) (let loop ((i 0)) (deep 20) (if (< i n) (loop (+ i 1)) (begin (test-pause) (list i)))))
