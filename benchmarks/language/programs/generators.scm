; Generators made of continuations that are entered again: do two trees have the
; same leaves? Each leaf is asked for in turn.
(import (scheme base))

(define (make-tree size shape)
  (let build ((low 0) (high size))
    (if (= (- high low) 1)
        low
        (let ((middle (+ low 1 (quotient (* (- high low 1) shape) 8))))
          (cons (build low middle) (build middle high))))))

(define (leaves tree)
  (define return #f)
  (define (walk tree)
    (if (pair? tree)
        (begin (walk (car tree))
               (walk (cdr tree)))
        (call/cc (lambda (rest)
                   (set! resume rest)
                   (return tree)))))
  (define (resume ignored)
    (walk tree)
    (return 'done))
  (lambda ()
    (call/cc (lambda (k)
               (set! return k)
               (resume #f)))))

(define (count-same a b)
  (let ((next-a (leaves a)) (next-b (leaves b)))
    (let loop ((count 0))
      (let ((x (next-a)) (y (next-b)))
        (cond ((not (eqv? x y)) #f)
              ((eq? x 'done) count)
              (else (loop (+ count 1))))))))

(define (main n)
  (count-same (make-tree n 4) (make-tree n 2)))
