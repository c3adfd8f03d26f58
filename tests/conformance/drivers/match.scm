; in an image
; package: guile-3.0-libs
; files: usr/share/guile/3.0/ice-9/match.upstream.scm
; what: pattern matching made of syntax-rules alone
(define (throw . details) (apply error "throw" details))       ; Guile's
(load "usr/share/guile/3.0/ice-9/match.upstream.scm")
(match '(1 2 3) ((a b c) (list c b a)))                         ; => (3 2 1)
(match '(1 (2 3)) ((a (b . c)) (list a b c)))                   ; => (1 2 (3))
(match '(a b c d) (('a rest ...) rest))                         ; => (b c d)
(match '((a 1) (b 2)) (((names values) ...) (list names values)))       ; => ((a b) (1 2))
(match 5 ((? odd? n) (* n 10)) (n n))                           ; => 50
(match #(1 2 3) (#(a b ...) (list a b)))                        ; => (1 (2 3))
(match '(1 1) ((a a) 'same) (_ 'different))                     ; => same
(match '(2 . 3) ((and p (a . b)) (list p a b)))                 ; => ((2 . 3) 2 3)
(match 'c ((or 'a 'b) 1) (_ 2))                                 ; => 2
(match-let (((a b) '(1 2)) ((c . d) '(3 4))) (list a b c d))    ; => (1 2 3 (4))
(define (evaluate form)
  (match form
    ((? number? n) n)
    (('+ a b) (+ (evaluate a) (evaluate b)))
    (('* a b) (* (evaluate a) (evaluate b)))))
(evaluate '(+ 1 (* 2 (+ 3 4))))                                 ; => 15
(match '(1 2 3 4 5) ((a ... b c) (list a b c)))                 ; => ((1 2 3) 4 5)
(match 1 (2 3))                         ; error: throw match-error "match" "no matching pattern" 1
