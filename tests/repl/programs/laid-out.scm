(define (sum items)
  (let loop ((rest items) (so-far 0))
    (if (null? rest)
        so-far
        (loop (cdr rest)
              (+ so-far (car rest))))))
