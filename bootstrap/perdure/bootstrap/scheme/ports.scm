; Ports. The console is the transcript of the running process; a process has no
; standard input, so reading it finds the end at once.

(define current-output-port (make-parameter (%console-port)))
(define current-error-port (make-parameter (%console-port)))
(define current-input-port (make-parameter (open-input-string "")))

(define (call-with-port port f)
  (call-with-values
    (lambda () (f port))
    (lambda results
      (close-port port)
      (apply values results))))

(define (call-with-output-string f)
  (let ((port (open-output-string)))
    (f port)
    (get-output-string port)))

(define (with-output-to-string . thunk)
  (let ((port (open-output-string)))
    (if (pair? thunk)
        (%parameterize (list (cons current-output-port port)) (car thunk)))
    (get-output-string port)))
