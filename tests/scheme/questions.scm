; in an image: what raise-continuable raises passes through with-children, retry and saga.

(import (perdure process) (perdure parallel) (perdure retry))
(define (answering thunk) (with-exception-handler (lambda (e) 41) thunk))
(define (ask) (+ 1 (raise-continuable 'how-many)))
(answering (lambda () (with-children ask)))     ; => 42
(answering (lambda () (retry ask)))             ; => 42
(answering (lambda () (saga (step ask list))))  ; => (42)
; Also where the thunk has waited, and so is on the heap.
(define (ask-later) (sleep 1) (let ((n (ask))) (sleep 1) n))
(answering (lambda () (with-children ask-later)))       ; => 42
(answering (lambda () (retry ask-later)))               ; => 42
(answering (lambda () (retry (lambda () (with-children (lambda () (retry ask-later)))))))       ; => 42
; The handler may wait, and what follows the question goes on in its dynamic state.
(with-exception-handler (lambda (e) (sleep 1) 41) (lambda () (with-children (lambda () (wait (spawn (lambda () 1))) (ask)))))  ; => 42
(let ((log '()))
  (answering (lambda ()
    (with-children (lambda ()
      (dynamic-wind (lambda () (set! log (cons 'in log))) ask (lambda () (set! log (cons 'out log))))))))
  log)                                          ; => (out in)
; A guard within, of which no clause fits, lets it pass too, and so does one outside.
(answering (lambda () (with-children (lambda () (guard (e ((string? e) 'no)) (ask))))))         ; => 42
(answering (lambda () (with-children (lambda () (guard (e ((string? e) 'no)) (ask-later))))))   ; => 42
(answering (lambda () (guard (e ((string? e) 'no)) (retry ask))))               ; => 42
(answering (lambda () (guard (e ((string? e) 'no)) (with-children ask-later)))) ; => 42
; Errors signalled while it is answered are those of the program.
(with-exception-handler (lambda (e) (raise 'cannot-say)) (lambda () (with-children ask)))       ; raises cannot-say
(guard (e (#t (list 'caught e))) (with-children ask))   ; => (caught how-many)
(guard (e (#t (list 'caught e))) (with-children ask-later))     ; => (caught how-many)
; A guard that catches it ends the children.
(define child #f)
(guard (e (#t e)) (with-children (lambda () (set! child (spawn (lambda () (receive)))) (ask)))) ; => how-many
(process-state child)                           ; => cancelled
; Where nobody is outside who could answer, it is a failure as any.
(define tries 0)
(retry (lambda () (set! tries (+ tries 1)) (if (< tries 3) (ask) tries)))       ; => 3
(with-children (lambda () (set! child (spawn (lambda () (receive)))) (ask)))    ; raises how-many
(process-state child)                           ; => cancelled
(let ((undone '())) (guard (e (#t (list e undone))) (saga (step (lambda () 1) (lambda (v) (set! undone (cons v undone)))) (step (lambda () (raise 'no)) list)))) ; => (no (1))
; What raise raises has no value, whoever answers.
(answering (lambda () (with-children (lambda () (raise 'no))))) ; error: raise: a handler returned from a raise that cannot be continued: no
; Within a delimited continuation that is gone on with elsewhere.
(import (only (perdure prompts) reset shift))
(define later (reset (retry (lambda () (shift k k) (ask)))))
(answering (lambda () (later 1)))               ; => 42
