; A tree of processes that wait for their children; errors and cancellation included.
(import (scheme base) (scheme write) (perdure process) (perdure base) (python world))

(define (child-name path) (apply string-append "child" (map number->string path)))

(define (sum-of path depth)
  (sleep (/ (length path) 400))
  (if (= depth 0)
      (begin
        (when (equal? path '(2 1 2)) (error "a leaf broke" path))
        (string-length (note "leaf" (car path))))
      (let ((children (map (lambda (n)
                             (let ((path (append path (list n))))
                               (spawn (lambda () (sum-of path (- depth 1))) (child-name path))))
                           '(1 2))))
        (display path)
        (let loop ((children children) (sum 0))
          (if (null? children)
              (begin (display " sum ") (display sum) (newline) sum)
              (loop (cdr children)
                    (+ sum (guard (e ((error-object? e)
                                      (display (error-object-message e))
                                      (display (error-object-irritants e))
                                      1000))
                             (wait (car children))))))))))

(define sleeper (spawn (lambda () (dynamic-wind (lambda () #f)
                                                (lambda () (sleep 100000))
                                                (lambda () (display "swept"))))
                       "sleeper"))
(define impatient
  (spawn (lambda () (guard (e (#t (list 'gone (condition-kind e)))) (wait sleeper))) "impatient"))

(define trees
  (map (lambda (n)
         (spawn (lambda () (sum-of (list n) 2)) (child-name (list n))))
       '(1 2 3)))

(define results (map wait trees))
(cancel! sleeper)
(list results (wait impatient) (map process-state (list sleeper impatient)))

; => ((24 1018 24) (gone cancelled) (cancelled done))
