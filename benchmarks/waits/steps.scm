; `workers` processes that each take `count` steps, one after the other; gives how
; many steps were taken in all.
(import (scheme base) (scheme process-context) (perdure process) (python steps))

(define (take-steps count)
  (let loop ((i 0))
    (if (< i count)
        (loop (step i))
        i)))

(define (argument k)
  (string->number (list-ref (command-line) k)))

(define (main workers count)
  (if (= workers 1)
      (take-steps count)
      (let loop ((i 0) (pids '()))
        (if (< i workers)
            (loop (+ i 1)
                  (cons (spawn (lambda () (take-steps count)) 'worker) pids))
            (apply + (map wait pids))))))

(main (argument 1) (argument 2))
