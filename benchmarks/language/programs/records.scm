; Records made, read and changed: particles that move in a box.
(import (scheme base))

(define-record-type particle
  (make-particle x y dx dy)
  particle?
  (x particle-x set-particle-x!)
  (y particle-y set-particle-y!)
  (dx particle-dx set-particle-dx!)
  (dy particle-dy set-particle-dy!))

(define size 1000)

(define (move! p)
  (let ((x (+ (particle-x p) (particle-dx p)))
        (y (+ (particle-y p) (particle-dy p))))
    (if (or (< x 0) (>= x size))
        (set-particle-dx! p (- (particle-dx p)))
        (set-particle-x! p x))
    (if (or (< y 0) (>= y size))
        (set-particle-dy! p (- (particle-dy p)))
        (set-particle-y! p y))))

(define (make-particles count)
  (let loop ((i 0) (made '()))
    (if (= i count)
        made
        (loop (+ i 1)
              (cons (make-particle (modulo (* i 37) size) (modulo (* i 91) size)
                                   (- (modulo i 7) 3) (- (modulo i 11) 5))
                    made)))))

(define (main n)
  (let ((particles (make-particles 100)))
    (do ((i 0 (+ i 1)))
        ((= i n))
      (for-each move! particles))
    (let loop ((rest particles) (sum 0))
      (if (null? rest)
          sum
          (loop (cdr rest)
                (+ sum (particle-x (car rest)) (particle-y (car rest))))))))
