; Asks for lines and says what they were, until one is "end".
(define (echo count)
  (let ((line (read-line)))
    (display count) (display ": ") (display line) (newline)
    (if (equal? line "end") count (echo (+ count 1)))))
