; Ports in effect, and procedures that are called with a port. What is printed to the
; console goes to the transcript of the running process; who reads from it waits for a
; person.

(define current-output-port (make-parameter (%console-port)))
(define current-error-port (make-parameter (%console-port)))
(define current-input-port (make-parameter (%console-input-port)))

(define (call-with-port port f)
  (call-with-values
    (lambda () (f port))
    (lambda results
      (close-port port)
      (apply values results))))

; ---- Files

(define (call-with-input-file name f) (call-with-port (open-input-file name) f))
(define (call-with-output-file name f) (call-with-port (open-output-file name) f))

(define (with-input-from-file name thunk)
  (%with-port current-input-port (open-input-file name) thunk))

(define (with-output-to-file name thunk)
  (%with-port current-output-port (open-output-file name) thunk))

(define (%with-port parameter port thunk)
  (call-with-port
   port
   (lambda (port) (%parameterize (list (cons parameter port)) thunk))))

; ---- Strings

(define (call-with-output-string f)
  (let ((port (open-output-string)))
    (f port)
    (get-output-string port)))

(define (with-output-to-string . thunk)
  (let ((port (open-output-string)))
    (if (pair? thunk)
        (%parameterize (list (cons current-output-port port)) (car thunk)))
    (get-output-string port)))
