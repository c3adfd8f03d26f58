; What they end with: MAIN is the call of the procedure that was made.
(let ((result MAIN))
  (note result)
  (if (pair? todo)
      (let ((k (car todo))) (set! todo (cdr todo)) (k 10))
      (list result log)))
