(define (child) (list (p) (continuation-prompt-available? tag)))
(parameterize ((p 'p1)) (wait (reset-at tag (spawn child))))
