; A closure calls a local procedure that calls the closure back: it has to hand over
; itself, which it captures under no name.
(define (make-counter k)
  (define (after) (if (= k 0) 'end (next)))
  (define (next) (set! k (- k 1)) (after) (after))
  next)
((make-counter 3))                      ; => end
