; A procedure for each call that R7RS 3.5 says is a tail call: (f n) calls (test-pause)
; when n is 0, else itself, by a tail call of that kind, with a smaller n. See
; test_tail_calls.py. Each begins with a line that names it.

; if:
(define (f n) (if (= n 0) (test-pause) (f (- n 1))))

; if, else:
(define (f n) (if (> n 0) (f (- n 1)) (test-pause)))

; cond:
(define (f n) (cond ((= n 0) (test-pause)) (else (f (- n 1)))))

; cond, clause:
(define (f n) (cond ((> n 0) 1 (f (- n 1))) (else (test-pause))))

; cond, =>:
(define (f n) (cond ((= n 0) (test-pause)) ((- n 1) => f)))

; case:
(define (f n) (case n ((0) (test-pause)) (else (f (- n 1)))))

; case, =>:
(define (g n) (f (- n 1))) (define (f n) (case n ((0) (test-pause)) (else => g)))

; and:
(define (f n) (if (= n 0) (test-pause) (and 1 2 (f (- n 1)))))

; or:
(define (f n) (if (= n 0) (test-pause) (or #f #f (f (- n 1)))))

; when:
(define (f n) (if (= n 0) (test-pause) (when #t 1 (f (- n 1)))))

; unless:
(define (f n) (if (= n 0) (test-pause) (unless #f 1 (f (- n 1)))))

; let:
(define (f n) (let ((m (- n 1))) (if (< m 0) (test-pause) (f m))))

; let*:
(define (f n) (let* ((m n) (k (- m 1))) (if (< k 0) (test-pause) (f k))))

; letrec:
(define (f n) (letrec ((g (lambda () (f (- n 1))))) (if (= n 0) (test-pause) (g))))

; letrec*:
(define (f n) (letrec* ((m n) (g (lambda () (f (- m 1))))) (if (= n 0) (test-pause) (g))))

; let-values:
(define (f n) (let-values (((a b) (values n 1))) (if (= a 0) (test-pause) (f (- a b)))))

; let*-values:
(define (f n) (let*-values (((a) (values n)) ((b) (- a 1))) (if (< b 0) (test-pause) (f b))))

; let-syntax:
(define (f n) (let-syntax ((g (syntax-rules () ((_ e) (f e))))) (if (= n 0) (test-pause) (g (- n 1)))))

; letrec-syntax:
(define (f n) (letrec-syntax ((g (syntax-rules () ((_ e) (f e))))) (if (= n 0) (test-pause) (g (- n 1)))))

; internal definitions:
(define (f n) (define m (- n 1)) (define (g) (f m)) (if (= n 0) (test-pause) (g)))

; begin:
(define (f n) (begin 1 2 (if (= n 0) (test-pause) (begin (f (- n 1))))))

; do:
(define (f n) (do () (#t 1 (if (= n 0) (test-pause) (f (- n 1))))))

; named let:
(define (f n) (let loop ((n n)) (if (= n 0) (test-pause) (loop (- n 1)))))

; case-lambda:
(define f (case-lambda ((n) (if (= n 0) (test-pause) (f (- n 1) 1))) ((n k) (f n))))

; a macro:
(define-syntax again (syntax-rules () ((_ n) (f (- n 1))))) (define (f n) (if (= n 0) (test-pause) (again n)))

; mutual recursion:
(define (f n) (if (= n 0) (test-pause) (g (- n 1)))) (define (g n) (if (= n 0) (test-pause) (f (- n 1))))

; through a variable:
(define f (lambda (n) (if (= n 0) (test-pause) (f (- n 1))))) (set! f f)

; through an argument:
(define (g h n) (if (= n 0) (test-pause) (h h (- n 1)))) (define (f n) (g g n))

; through a closure:
(define (f n) (if (= n 0) (test-pause) ((lambda () (f (- n 1))))))

; with a rest argument:
(define (g . l) (if (= (car l) 0) (test-pause) (g (- (car l) 1) 2 3))) (define (f n) (g n))

; apply:
(define (f n) (if (= n 0) (test-pause) (apply f (list (- n 1)))))

; apply, several:
(define (g a b n) (if (= n 0) (test-pause) (apply g a b (list (- n 1))))) (define (f n) (g 1 2 n))

; call/cc:
(define (f n) (if (= n 0) (test-pause) (call/cc (lambda (k) (f (- n 1))))))

; call-with-values:
(define (f n) (call-with-values (lambda () (values n 1)) (lambda (a b) (if (= a 0) (test-pause) (f (- a b))))))

; a continuation:
(define (f n) (if (= n 0) (test-pause) (f (call/cc (lambda (k) (k (- n 1)))))))

; guard, clause:
(define (f n) (guard (e ((= e 0) (test-pause)) (#t (f (- e 1)))) (raise n)))

; guard, =>:
(define (f n) (guard (e ((= e 0) (test-pause)) ((- e 1) => f)) (raise n)))

; force:
(define (f n) (force (let loop ((n n)) (if (= n 0) (delay (test-pause)) (delay-force (loop (- n 1)))))))

; eval:
(define e (environment '(scheme base))) (define (f n) (if (= n 0) (test-pause) ((eval '(lambda (f n) (f (- n 1))) e) f n)))

; continuation-passing:
(define (g n k) (if (= n 0) (k 0) (g (- n 1) (lambda (v) (k v))))) (define (f n) (g n (lambda (v) (test-pause))))

; cond-expand:
(define (f n) (cond-expand (full-unicode (if (= n 0) (test-pause) (f (- n 1)))) (else 1)))

; cond, no else:
(define (f n) (cond ((= n 0) (test-pause)) ((> n 0) (f (- n 1)))))

; case, clause:
(define (f n) (case (if (= n 0) 0 1) ((0) (test-pause)) ((1 2) 1 (f (- n 1))) (else 2)))

; case, => in a clause:
(define g (lambda (k) (set! count (- count 1)) (f count))) (define count 0) (define (f n) (set! count n) (case (if (= n 0) 0 1) ((0) (test-pause)) ((1) => g)))

; let, empty:
(define (f n) (let () (if (= n 0) (test-pause) (let () (f (- n 1))))))

; let, of values:
(define (f n) (define-values (a b) (values n 1)) (if (= a 0) (test-pause) (f (- a b))))

; receive:
(import (srfi 8))
(define (f n) (receive (a . b) (values n 1) (if (= a 0) (test-pause) (f (- a (car b))))))

; do, its result expressions:
(define (f n) (do ((i 0 (+ i 1))) ((= i 2) 1 (if (= n 0) (test-pause) (f (- n 1))))))

; a loop with several ways round:
(define (f n) (let loop ((n n)) (cond ((= n 0) (test-pause)) ((odd? n) (loop (- n 1))) (else (and #t (or #f (loop (- n 1))))))))

; quasiquoted code under eval:
(define e (environment '(scheme base))) (define (f n) (eval `(if (= ,n 0) (,test-pause) (,f (- ,n 1))) e))

; apply, in apply:
(define (f n) (if (= n 0) (test-pause) (apply apply (list f (list (- n 1))))))

; call/cc as an argument:
(define (g k) (k 0)) (define (f n) (if (= n 0) (test-pause) (begin (call/cc g) (f (- n 1)))))

; call/cc's continuation, in tail position:
(define (f n) (if (= n 0) (test-pause) (f (call/cc (lambda (k) (let loop () (k (- n 1)) (loop)))))))

; call/cc, its continuation kept:
(define saved #f) (define (f n) (if (= n 0) (test-pause) (call/cc (lambda (k) (set! saved k) (f (- n 1))))))

; call-with-values, its producer's values:
(define (f n) (call-with-values (lambda () (- n 1)) (lambda (m) (if (< m 0) (test-pause) (f m)))))

; call-with-values and values:
(define (f n) (if (= n 0) (test-pause) (call-with-values (lambda () (values (- n 1))) f)))

; guard, else:
(define (f n) (guard (e (else (if (= e 0) (test-pause) (f (- e 1))))) (raise n)))

; guard, test alone:
(define (f n) (guard (e ((and (= e 0) (test-pause))) (else (f (- e 1)))) (raise n)))

; guard, from another procedure:
(define (g n) (raise n)) (define (f n) (guard (e ((= e 0) (test-pause)) (else (f (- e 1)))) (+ 1 (g n))))

; a handler that escapes:
(define (f n) (if (= n 0) (test-pause) (f (call/cc (lambda (k) (with-exception-handler (lambda (e) (k (- n 1))) (lambda () (raise 'x))))))))

; make-parameter's value:
(define p (make-parameter (lambda (n) (f n)))) (define (f n) (if (= n 0) (test-pause) ((p) (- n 1))))

; a record's procedure:
(define-record-type box (make-box f) box? (f box-f)) (define b (make-box (lambda (n) (f n)))) (define (f n) (if (= n 0) (test-pause) ((box-f b) (- n 1))))

; a computed operator:
(define (f n) ((if (= n 0) (lambda (m) (test-pause)) f) (- n 1)))

; a nested definition's body:
(define (f n) (define (even n) (if (= n 0) (test-pause) (odd (- n 1)))) (define (odd n) (if (= n 0) (test-pause) (even (- n 1)))) (even n))

; a promise in a promise:
(define (g n) (delay-force (if (= n 0) (delay (test-pause)) (g (- n 1))))) (define (f n) (force (g n)))

; make-promise:
(define (g n) (delay-force (if (= n 0) (begin (test-pause) (make-promise 1)) (g (- n 1))))) (define (f n) (force (g n)))

; and, or, when and unless in one another:
(define (f n) (and #t (or #f (when #t (unless #f (if (= n 0) (test-pause) (f (- n 1))))))))

; a continuation of another procedure:
(define (g n k) (if (= n 0) (test-pause) (call/cc (lambda (c) (g (- n 1) c))))) (define (f n) (call/cc (lambda (k) (g n k))))

; string ports around nothing:
(define (f n) (if (= n 0) (test-pause) (begin (call-with-output-string (lambda (port) (write n port))) (f (- n 1)))))

; an abort's handler:
(import (srfi 226))
(define tag (make-continuation-prompt-tag))
(define (f n) (if (= n 0) (test-pause) (call-with-continuation-prompt (lambda () (+ 1 (abort-current-continuation tag (- n 1)))) tag f)))

; a composable continuation:
(import (srfi 226))
(define tag (make-continuation-prompt-tag))
(define k (call-with-continuation-prompt (lambda () ((call-with-composable-continuation (lambda (k) (abort-current-continuation tag k)) tag))) tag values))
(define (f n) (if (= n 0) (test-pause) (k (lambda () (f (- n 1))))))

; call-with-composable-continuation:
(import (srfi 226))
(define (f n) (if (= n 0) (test-pause) (call-with-composable-continuation (lambda (k) (f (- n 1))))))

; call-with-non-composable-continuation:
(import (srfi 226))
(define tag (make-continuation-prompt-tag))
(define (g n) (if (= n 0) (test-pause) (call-with-non-composable-continuation (lambda (k) (g (- n 1))) tag)))
(define (f n) (call-with-continuation-prompt (lambda () (g n)) tag))

; call-in-continuation:
(import (srfi 226))
(define (f n) (if (= n 0) (test-pause) (call/cc (lambda (k) (+ 1 (call-in-continuation k f (- n 1)))))))

; control in a prompt:
(import (srfi 226))
(define (g n) (if (= n 0) (test-pause) (begin (control k (k #f)) (g (- n 1)))))
(define (f n) (reset (g n)))
