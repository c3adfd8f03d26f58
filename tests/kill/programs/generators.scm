; Generators by re-entry, backtracking, and a continuation called after its return,
; all with waits inside.
(import (scheme base) (scheme write) (perdure process) (perdure base) (python world))

(define (generator walk)
  (define return #f)
  (define (yield! item)
    (call/cc (lambda (k)
      (set! resume (lambda () (k #f)))
      (return item))))
  (define resume (lambda () (walk yield!) (set! resume (lambda () (return 'done))) (return 'done)))
  (lambda () (call/cc (lambda (k) (set! return k) (resume)))))

(define (walk-tree tree visit)
  (cond ((null? tree) #f)
        ((pair? tree)
         (walk-tree (car tree) visit)
         (sleep 1/500)
         (walk-tree (cdr tree) visit))
        (else (visit tree))))

(define (same-fringe? a b)
  (let ((next-a (generator (lambda (visit) (walk-tree a visit))))
        (next-b (generator (lambda (visit) (walk-tree b visit)))))
    (let loop ((count 0))
      (let* ((x (next-a)) (y (next-b)))
        (display x) (display y) (newline)
        (cond ((not (eqv? x y)) #f)
              ((eq? x 'done) count)
              (else (note "fringe" x) (loop (+ count 1))))))))

; Backtracking: a choice may be taken back after any number of waits.
(define choices '())
(define (fail)
  (let ((next (car choices)))
    (set! choices (cdr choices))
    (next #f)))
(define (choose items)
  (call/cc
    (lambda (k)
      (for-each
        (lambda (item)
          (call/cc (lambda (next) (set! choices (cons next choices)) (k item))))
        items)
      (fail))))

(define (triple)
  (let* ((a (choose '(3 5 6))) (b (choose '(4 8 12))) (c (choose '(10 13))))
    (sleep 1/1000)
    (if (= (+ (* a a) (* b b)) (* c c)) (begin (note "triple" a) (list a b c)) (fail))))

(define again #f)
(define (count-to n)
  (let ((rounds 0))
    (let ((x (call/cc (lambda (k) (set! again k) 0))))
      (set! rounds (+ rounds 1))
      (sleep 1/500)
      (if (< x n) (again (+ x 1)) (list x rounds)))))

(let* ((fringes (list (same-fringe? '((1 2) (3 (4 5)) 6) '(1 (2 3) (4 (5 6))))
                      (same-fringe? '(1 2 3) '(1 (2 4)))))
       (found (triple))
       (counted (count-to 12)))
  (list fringes found counted))

; => ((6 #f) (5 12 13) (12 13))
