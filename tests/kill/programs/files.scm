; Files written in many slices, read back in many, by several ports at once.
(import (scheme base) (scheme write) (scheme read) (scheme file) (perdure process) (perdure base)
        (python world))

(define (name part) (file-name (string-append (number->string (self)) part)))
(define one (name "-one"))
(define two (name "-two"))
(define copy (name "-copy"))

; Lines into one file, bytes into another; with waits after some, and much in some slices.
(define out (open-output-file one))
(define bytes (open-binary-output-file two))
(do ((i 0 (+ i 1))) ((= i 12))
  (write (list i "λ" (note "line" i)) out)
  (newline out)
  (if (= i 5) (write-string (make-string 70000 #\€) out))
  (write-u8 i bytes)
  (if (odd? i) (sleep 1/1000))
  (if (= i 8) (begin (close-port bytes) (set! bytes (open-binary-output-file two)))))
(close-port out)
(close-port bytes)
(display "written\n")

; Copied with a wait now and then.
(call-with-input-file one
  (lambda (in)
    (with-output-to-file copy
      (lambda ()
        (let loop ((i 0))
          (let ((text (read-string 5000 in)))
            (if (not (eof-object? text))
                (begin
                  (display text)
                  (if (= (modulo i 5) 0) (sleep 1/1000))
                  (loop (+ i 1))))))))))

(define (data-of name)
  (call-with-input-file name
    (lambda (in)
      (let loop ((data '()))
        (let ((x (read in)))
          (if (= (length data) 7) (sleep 1/1000))
          (cond ((eof-object? x) (reverse data))
                ((symbol? x) (loop (cons (string-length (symbol->string x)) data)))
                (else (loop (cons (list-ref x 2) data)))))))))

(define results
  (list (equal? (data-of one) (data-of copy))
        (list-tail (data-of copy) 5)
        (call-with-port (open-binary-input-file two) (lambda (in) (read-bytevector 100 in)))))
(for-each delete-file (list one two))
(display "deleted\n")
(append results (map file-exists? (list one two copy)))

; => (#t ("line 5" 70000 "line 6" "line 7" "line 8" "line 9" "line 10" "line 11") #u8(9 10 11) #f #f #t)
