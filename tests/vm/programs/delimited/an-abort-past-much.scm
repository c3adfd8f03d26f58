(call-with-continuation-prompt
(lambda ()
  (dynamic-wind
    (lambda () (display "<"))
    (lambda () (guard (e (#f 'never))
                 (+ 1 (abort-current-continuation tag (test-pause 1) 2))))
    (lambda () (display ">") (test-pause #f))))
tag (lambda (a b) (list a (test-pause b))))
; prints <>
; => (1 2)
