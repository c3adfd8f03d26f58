; Output in pieces small and large, from several processes, between waits of all kinds.
(import (scheme base) (scheme write) (perdure process) (perdure base) (python world))

(define (line n) (string-append "line " (number->string n) "\n"))

(define (writer n)
  (lambda ()
    (do ((i 0 (+ i 1))) ((= i 10) n)
      (write-string (line i))
      (write i) (write-char #\space) (write "quoted \"text\"") (newline)
      (case (modulo (+ n i) 4)
        ((0) (sleep 1/1000))
        ((1) (yield))
        ((2) (note "line" (+ (* 100 n) i)))
        (else (write-string (make-string 5000 #\x)) (sleep 1/1000)))
      (display "after ") (display i) (newline))))

(define (quiet n)
  (with-output-to-string
    (lambda ()
      (display "hidden ") (sleep 1/1000) (display n) (note "hidden" n) (display "."))))

(define writers
  (map (lambda (n) (spawn (writer n) (string-append "writer-" (number->string n)))) (iota 4)))
(define hidden (map quiet '(1 2 3)))
(for-each (lambda (text) (write-string text) (newline) (sleep 1/1000)) hidden)
(display "λ → ∀\n")
(list hidden (map wait writers))

; => (("hidden 1." "hidden 2." "hidden 3.") (0 1 2 3))
