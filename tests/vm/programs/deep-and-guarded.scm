; A continuation of 500 frames and a guard, which calls what it is given.
(define k
  (composable
    (lambda (hole)
      (list (guard (e (#t (list 'caught e)))
              (let deep ((n 500)) (if (= n 0) (hole) (+ 1 (deep (- n 1))))))))))
