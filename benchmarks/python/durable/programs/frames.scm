; Steps from the innermost of three frames, which hold a kilobyte.
(import (scheme base) (scheme process-context) (python scheme_steps))

(define (inner number count text)
  (if (< number count)
      (inner (step number) count text)
      (+ number (* 0 (string-length text)))))

(define (outer count text)
  (let* ((kept (list (substring text 0 100)))
         (taken (inner 0 count text)))
    (+ taken (length kept) -1)))

(outer (string->number (list-ref (command-line) 1)) (make-string 900 #\x))
