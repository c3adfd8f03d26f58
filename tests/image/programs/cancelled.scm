(define p (spawn (lambda () (sleep 1000))))
(yield) (cancel! p)
(list (process-state p)
      (guard (e (#t (error-object-message e))) (wait p)))
