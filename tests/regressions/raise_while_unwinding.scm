; What an `after` thunk raised while a guard was unwinding was lost: the frame that ran
; the thunk was taken for the guard's.

(guard (e (#t (list 'c e)))
  (dynamic-wind (lambda () #f) (lambda () (raise 1)) (lambda () (raise 2))))    ; => (c 2)
(guard (e ((eqv? e 1) 'one) ((eqv? e 2) 'two))
  (dynamic-wind (lambda () #f) (lambda () (car 5)) (lambda () (raise 2))))      ; => two
(guard (e (#t (list 'outer e)))
  (guard (e ((eqv? e 1) 'inner))
    (dynamic-wind (lambda () #f) (lambda () (raise 1)) (lambda () (raise 2))))) ; => (outer 2)
