(define out (open-output-file TARGET))
(define (file? thunk) (guard (e ((file-error? e) #t)) (thunk) #f))
(define (close) (close-port out))
