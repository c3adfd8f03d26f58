; In the notation of the core.
(define (f)
  (let ((body (lambda () (yield) (yield) 5)))
    (let ((marker (%push-marker!)))
      (let ((value (region guard ((marker marker)) (body))))
        (%pop-marker! marker)
        value))))
