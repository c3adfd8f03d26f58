; in an image: objects of Python as converters encode them, a name and data.
(import (scheme base) (perdure foreign) (perdure process))

(define price (make-foreign 'decimal "1.50"))
(foreign? price)                 ; => #t
(foreign? "1.50")                ; => #f
(foreign-name price)             ; => decimal
(foreign-data price)             ; => "1.50"
(foreign-data "1.50")            ; error: foreign-data: expected a foreign, got "1.50"

; What is completed is completed once, and known from then on.
(complete-external! 'paid '(5 eur))
(await-external "paid")          ; => (5 eur)
(complete-external! 'paid 6)     ; error: complete-external!: 'paid' was completed before, and keeps the value that it has

; What a Python exception was is asked of an error object that tells of one.
(effect-error? (guard (e (#t e)) (car 5)))   ; => #f
(effect-error-type (guard (e (#t e)) (car 5)))   ; error: effect-error-type: expected an error object of a Python exception, got #<error car: expected a pair, got 5>
