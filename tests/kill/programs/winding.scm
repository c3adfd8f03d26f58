; dynamic-wind with waits before, within and after; left and entered by continuations
; and by errors.
(import (scheme base) (scheme write) (perdure process) (perdure base) (python world))

(define log '())
(define (mark what) (display what) (set! log (cons what log)))

(define (wound name thunk)
  (dynamic-wind
    (lambda () (mark "[") (sleep 1/500) (mark name))
    thunk
    (lambda () (mark name) (note "after" name) (mark "]"))))

(define inside #f)
(define entered 0)
(define (enter-again)
  (wound "a"
    (lambda ()
      (wound "b"
        (lambda ()
          (call/cc (lambda (k) (set! inside k)))
          (sleep 1/500)
          (mark "."))))))

(define (leave)
  (call/cc
    (lambda (out)
      (wound "c" (lambda () (wound "d" (lambda () (sleep 1/500) (out 'left))) 'never)))))

(define (fail-inside)
  (guard (e ((string? e) (sleep 1/500) (string-append e "!"))
            ((error-object? e) (mark "error") (error-object-message e)))
    (wound "e" (lambda () (guard (e ((symbol? e) 'never)) (wound "f" (lambda () (raise "oops"))))))))

(define (handle-inside)
  (with-exception-handler
    (lambda (e) (mark "handler") (sleep 1/500) (* 2 e))
    (lambda () (wound "g" (lambda () (+ 1 (raise-continuable 20)))))))

(define depth (make-parameter 0))
(define (parameters n)
  (if (= n 0)
      (begin (sleep 1/500) (depth))
      (parameterize ((depth (+ (depth) n)))
        (let ((deepest (wound (number->string n) (lambda () (parameters (- n 1))))))
          (sleep 1/500)
          (list (depth) deepest)))))

(enter-again)
(set! entered (+ entered 1))
(newline)
(when (< entered 4) (inside #f))

(let* ((left (leave)) (failed (fail-inside)) (handled (handle-inside)) (bound (parameters 3)))
  (newline)
  (list entered left failed handled bound (depth) (length log)))

; => (4 left "oops!" 41 (3 (5 (6 6))) 0 73)
