; How many ways n queens can stand: backtracking over short lists.
(import (scheme base))

(define (safe? row distance placed)
  (or (null? placed)
      (let ((other (car placed)))
        (and (not (= other row))
             (not (= other (+ row distance)))
             (not (= other (- row distance)))
             (safe? row (+ distance 1) (cdr placed))))))

(define (queens n)
  (define (place column placed)
    (if (= column n)
        1
        (let try ((row 0) (found 0))
          (cond ((= row n) found)
                ((safe? row 1 placed)
                 (try (+ row 1) (+ found (place (+ column 1) (cons row placed)))))
                (else (try (+ row 1) found))))))
  (place 0 '()))

(define (main n) (queens n))
