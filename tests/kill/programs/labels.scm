; Effects that run at most once: what was cut off is settled by looking it up.
(import (scheme base) (scheme write) (perdure process) (perdure base) (python world))

(define (name word n) (string-append word (number->string n)))

; The look-up is made by another process, so that this one's effects keep their numbers.
(define (label n)
  (guard (e ((eq? (condition-kind e) 'effect-interrupted)
             (wait (spawn (lambda () (look-up-label n)) (name "recovery-" n)))))
    (print-label n)))

(define (labels word from)
  (spawn (lambda ()
           (let loop ((n from) (made '()))
             (if (= n (+ from 10))
                 (reverse made)
                 (begin
                   (note "before" n)
                   (loop (+ n 1) (cons (label n) made))))))
         word))

(let ((a (labels "first" 0)) (b (labels "second" 100)) (c (labels "third" 200)))
  (let ((made (map wait (list a b c))))
    (for-each (lambda (labels) (display labels) (newline)) made)
    (map length made)))

; => (10 10 10)
