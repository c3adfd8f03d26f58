; kept:
(dynamic-wind
  (lambda () (set! trace (cons 'in trace)))
  (lambda ()
    (handler-bind ((error? (lambda (e) (receive) (invoke-restart 'skip 5))))
      (list 1 (restart-case (with-children (lambda () (+ 1 (car 5))))
                (skip (v) (list 'skipped v))))))
  (lambda () (set! trace (cons 'out trace))))

; order:
(restart-case (list (error "no stock" 3))
  ((order "order more of it, and say so") (count . why) (list 'ordered count why))
  (skip () 'skipped))

; leaving:
(restart-case
  (with-children
    (lambda ()
      (spawn (lambda () (receive)) "a-child")
      (dynamic-wind (lambda () #f)
                    (lambda () (list (no-such 1)))
                    (lambda () (set! trace (cons 'left trace))))))
  (skip () 'skipped))
