; Texts and bytes that are too large for records, in arguments, results, variables and messages.
(import (scheme base) (scheme write) (perdure process) (perdure base) (python world))

(define (say . items) (for-each display items) (newline))
(define size 300000)

(define child
  (spawn (lambda ()
           (let ((bytes (receive)))
             (bytevector-u8-set! bytes 1 9)
             (list (bytevector-length bytes) (measure bytes "child"))))
         "child"))

(let* ((text (lengthen "ab" size))
       (bytes (make-bytevector size 5)))
  (say (measure text "text"))
  (send! child (bytevector-copy bytes))
  (bytevector-u8-set! bytes 0 7)
  (yield)
  (let ((measured (measure bytes "bytes")))
    (say measured)
    (list (string-length text) measured (bytevector-u8-ref bytes 0) (wait child))))

; => (600000 "bytes: 300000, 7" 7 (300000 "child: 300000, 5"))
