; A saga whose first step is a transactional call.
(begin
  (define undone '())
  (define (undo booked) (set! undone (cons booked undone)))
  (define (trip) (saga (step (lambda () (book "trip" 5)) undo) (step (lambda () (sleep 9)) list))))
