; In a form made of data, the text of syntax-error and the file's name of include were refused.
(define base (environment '(scheme base)))
(eval '(syntax-error "no such thing:" (a "b") 5) base)  ; error: no such thing: (a "b") 5
(eval (list 'include "no-such-file") base)              ; error: include: cannot read 'no-such-file': No such file or directory
