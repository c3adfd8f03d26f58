; What the measures of Perdure run.
(import (perdure process) (python perdure))

(define (take-steps n)
  (let loop ((i 0))
    (if (< i n)
        (begin (take-step i) (loop (+ i 1)))
        n)))

(define (take-many n)
  (take-steps n)
  (let loop ((i n))
    (take-told-step i)
    (loop (+ i 1))))

(define (do-nothing) #t)

(define (doze) (sleep 3600))

(define (hear n)
  (do ((i 0 (+ i 1)))
      ((= i n) n)
    (note-moment (receive))))

(define (echo n)
  (do ((i 0 (+ i 1)))
      ((= i n))
    (let ((m (receive)))
      (send! (car m) (cdr m)))))

(define (play pairs rounds)
  (define (player)
    (let ((partner (spawn (lambda () (echo rounds)))))
      (do ((i 0 (+ i 1)))
          ((= i rounds))
        (send! partner (cons (self) i))
        (receive))))
  (let loop ((i 0) (pids '()))
    (if (< i pairs)
        (loop (+ i 1) (cons (spawn player) pids))
        (for-each wait pids))))

(define (spawn-and-wait n)
  (let loop ((i 0) (pids '()))
    (if (< i n)
        (loop (+ i 1) (cons (spawn do-nothing) pids))
        (for-each wait pids))))
