; in an image
; Nested templates of others splice into an inner unquote; it was refused as misplaced.
`(x `(y ,@,@(list 1 2)))                ; => (x `(y (unquote-splicing 1 2)))
`(x `(y ,,@(list 1)))                   ; => (x `(y ,1))
`(x `(y ,,@'()))                        ; => (x `(y (unquote)))
(define here (interaction-environment))
(eval (eval '`(let ((x '(1 2))) `(0 ,@,@(list 'x 'x))) here) here)      ; => (0 1 2 1 2)
`,@(list 1)                             ; error: unquote-splicing: this may only stand inside a list
