; The procedures of a record type referred to it by its name, so a second type of
; that name took the first one's instances away from them.

(define-record-type thing (make-thing name) thing? (name thing-name))
(define first (make-thing 'first))
(define first? thing?)
(define first-name thing-name)
(define-record-type thing (make-thing) thing?)
(list (first? first) (first-name first) (thing? first) (first? (make-thing)))   ; => (#t first #f #f)
