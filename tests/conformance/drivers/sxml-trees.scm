; in an image
; package: guile-3.0-libs
; files: usr/share/guile/3.0/sxml/upstream/SXML-tree-trans.scm
; what: transforming SXML
(load "usr/share/guile/3.0/sxml/upstream/SXML-tree-trans.scm")
(define rules
  (list (cons 'b (lambda (tag . children) (list 'B children)))
        (cons '*text* (lambda (tag text) text))
        (cons '*default* list)))
(pre-post-order '(a (b "x") (c)) rules)                         ; => (a (B ("x")) (c))
(SRV:send-reply "a" (list "b" (list "c")) 1)                    ; prints abc1
