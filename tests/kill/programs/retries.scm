; Effects that are tried again by themselves, alone, beside others, and within a deadline.
(import (scheme base) (scheme write) (perdure process) (perdure base) (perdure channels) (python world))

(define (say . items) (for-each display items) (newline))

(define (knocker n)
  (spawn (lambda ()
           (let ((answer (knock (string-append "door " (number->string n)) (+ n 1))))
             (say answer)
             (list answer (note "in" n))))
         (string-append "knocker-" (number->string n))))

(let* ((knockers (map knocker '(0 1 2)))
       (alone (knock "gate" 2))
       (chosen (select ((on-message) => list) ((on-call knock "window" 2) => list)))
       (timely (with-timeout 3600 (lambda () (knock "hatch" 1)))))
  (say alone)
  (list alone chosen timely (climb 7) (map wait knockers)))

; => ("gate opens" ("window opens") "hatch opens" "climbed 7" (("door 0 opens" "in 0") ("door 1 opens" "in 1") ("door 2 opens" "in 2")))
