; The Mandelbrot set: floating-point arithmetic in a loop.
(import (scheme base))

(define (steps-to-leave cr ci limit)
  (let loop ((zr 0.0) (zi 0.0) (count 0))
    (let ((zr2 (* zr zr)) (zi2 (* zi zi)))
      (if (or (= count limit) (> (+ zr2 zi2) 4.0))
          count
          (loop (+ (- zr2 zi2) cr)
                (+ (* 2.0 zr zi) ci)
                (+ count 1))))))

(define (main n)
  (let rows ((y 0) (total 0))
    (if (= y n)
        total
        (let columns ((x 0) (total total))
          (if (= x n)
              (rows (+ y 1) total)
              (columns (+ x 1)
                       (+ total
                          (steps-to-leave (- (/ (* 3.0 x) n) 2.0)
                                          (- (/ (* 2.0 y) n) 1.0)
                                          50))))))))
