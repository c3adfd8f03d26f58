; A test of a number written in the code (is it a boolean, the empty list, ...) made
; Python code that compares a literal with `is`, which warned on stderr.

(list (boolean? 0) (null? 5) (eof-object? 1) (not 3) (eq? 1.5 'a) (default-object? 2))  ; => (#f #f #f #f #f #f)
(if (not 5) 'yes 'no)                   ; => no
(if (null? 5) 'yes 'no)                 ; => no
