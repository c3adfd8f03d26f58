; Trying again and undoing as programs say it, keys that they know, labels, and moments to sleep until.
(import (scheme base) (scheme write) (scheme time) (perdure process) (perdure base) (perdure retry) (python world))

(define calls 0)
(define (unsteady)
  (set! calls (+ calls 1))
  (if (< calls 3) (error "away" (note "away" calls)) (note "there" calls)))
(define tried (retry unsteady 'attempts 5 'delay 1/500 'jitter 0))
(define refused
  (guard (e (#t (error-object-message e)))
    (retry (lambda () (refuse "card") 'never) 'attempts 2 'delay 1/500 'jitter 0)))

; What was done is undone, the last first; also where the undoing waits and is itself tried again.
(define log '())
(define (noting . what) (set! log (cons what log)) what)
(define undoings 0)
(define (undo receipt)
  (set! undoings (+ undoings 1))
  (if (= undoings 1) (error "not yet"))
  (noting 'undone (refund receipt)))
(define broken
  (guard (e (#t (error-object-message e)))
    (saga (step (lambda () (noting 'did (note "flight" 1))) (lambda (did) (undo "flight")))
          (step (lambda () (sleep 1/500) (noting 'did (note "hotel" 2)))
                (lambda (did) (retry (lambda () (undo "hotel")) 'delay 1/500 'jitter 0)))
          (step (lambda () (sleep 1/500) (error "no car")) noting))))

; Cancelled in its midst, it undoes as well.
(define main (self))
(define (board)
  (let ((did (note "train" 3)))
    (send! main 'aboard)
    did))
(define travels
  (spawn (lambda ()
           (saga (step board (lambda (did) (noting 'undone (refund did))))
                 (step receive noting)))
         "travels"))
(receive)
(cancel! travels 100000)
(define cancelled (guard (e (#t (condition-kind e))) (wait travels)))

(display "keys") (newline)
(define one (next-effect-key))
(define same (begin (sleep 1/500) (equal? one (next-effect-key))))
(note "key" 4)
(define other (equal? one (next-effect-key)))

(set-label! 'stage "late")
(sleep-until (+ (current-second) 1/500))
(set-label! 'stage "done")

(list tried calls refused broken (reverse log) cancelled same other (label 'stage))

; => ("there 3" 3 "refuse: ValueError: card" "no car" ((did "flight 1") (did "hotel 2") (undone "refunded hotel") (undone "refunded flight") (undone "refunded train 3")) cancelled #t #f "done")
