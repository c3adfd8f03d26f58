; The report's closing example: Runge-Kutta, as an infinite stream of a system's states.
(define integrate-system
  (lambda (system-derivative initial-state h)
    (let ((next (runge-kutta-4 system-derivative h)))
      (letrec ((states (cons initial-state (delay (map-streams next states)))))
        states))))
(define runge-kutta-4
  (lambda (f h)
    (let ((*h (scale-vector h)) (*2 (scale-vector 2)) (*1/2 (scale-vector (/ 1 2))) (*1/6 (scale-vector (/ 1 6))))
      (lambda (y)
        (let* ((k0 (*h (f y)))
               (k1 (*h (f (add-vectors y (*1/2 k0)))))
               (k2 (*h (f (add-vectors y (*1/2 k1)))))
               (k3 (*h (f (add-vectors y k2)))))
          (add-vectors y (*1/6 (add-vectors k0 (*2 k1) (*2 k2) k3))))))))
(define elementwise
  (lambda (f)
    (lambda vectors
      (generate-vector (vector-length (car vectors))
        (lambda (i) (apply f (map (lambda (v) (vector-ref v i)) vectors)))))))
(define generate-vector
  (lambda (size proc)
    (let ((ans (make-vector size)))
      (letrec ((loop (lambda (i)
                       (cond ((= i size) ans)
                             (else (vector-set! ans i (proc i)) (loop (+ i 1)))))))
        (loop 0)))))
(define add-vectors (elementwise +))
(define scale-vector (lambda (s) (elementwise (lambda (x) (* x s)))))
(define map-streams
  (lambda (f s) (cons (f (head s)) (delay (map-streams f (tail s))))))
(define head car)
(define tail (lambda (stream) (force (cdr stream))))
; y' = y from 1, whose value at 1 is e; exactly, one step of 1/2 is 211/128.
(define growth (integrate-system (lambda (y) y) #(1) 1/2))
(head (tail growth))                    ; => #(211/128)
(define (stream-at s n) (if (= n 0) (head s) (stream-at (tail s) (- n 1))))
(define fine (integrate-system (lambda (y) y) #(1.0) 0.001))
(< (abs (- (vector-ref (stream-at fine 1000) 0) (exp 1.0))) 1e-9)       ; => #t
; The oscillator of the report.
(define damped-oscillator
  (lambda (R L C)
    (lambda (state)
      (let ((Vc (vector-ref state 0)) (Il (vector-ref state 1)))
        (vector (- 0 (+ (/ Vc (* R C)) (/ Il C))) (/ Vc L))))))
(define the-states (integrate-system (damped-oscillator 10000 1000 .001) '#(1 0) .01))
(head the-states)                       ; => #(1 0)
(define far (stream-at the-states 100))
; Vc(1) = exp(-t/2RC) (cos wt - sin wt / 2RCw), of w^2 = 1/LC - 1/(2RC)^2
(define w (sqrt (- 1 (/ 1 400))))
(define Vc (* (exp (/ -1 20)) (- (cos w) (/ (sin w) 20 w))))
(< (abs (- (vector-ref far 0) Vc)) 1e-8)        ; => #t
