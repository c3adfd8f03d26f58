; What is compiled by a running program: `here` is the environment that it runs in.

(+ 1 2)                                           ; => 3
((%compile '(+ 1 2) here))                        ; => 3
((%compile '(begin (define x 5) (* x x)) here))   ; => 25

((%compile '(define-syntax five (syntax-rules () ((_) 5))) here))
((%compile '(five) here))                         ; => 5

(define l (list 1 2))
(eq? l ((%compile (list 'quote l) here)))                  ; => #t
(eq? l (car ((%compile (list 'quote (list 1 l)) here))))   ; => #f

(define l (list '+ 1 2))
((%compile (list 'list l l) here))                ; => (3 3)
((%compile (list car ''(1 2)) here))              ; => 1
((%compile '(car 5) here))                        ; error: car: expected a pair, got 5 (t.scm:2:1)

(define l (list 'list 1))
(set-cdr! (cdr l) l)
(%compile l here)
; error: eval: this code contains itself, so it has no end (t.scm:3:1)

(%compile 'x 5)
; error: eval: expected an environment, got 5 (t.scm:3:1)

(eof-object? (%load-step " ; nothing" "f" 0 here))                ; => #t
(cdr (%values->list (%load-step "(list 1)  2" "f" 0 here)))       ; => (8)
((car (%values->list (%load-step "(list 1)  2" "f" 8 here))))     ; => 2
(let* ((s (%source "f" "#!fold-case A 'B"))
       (first (%values->list (%load-step s #f 0 here))))
  ((car (%values->list (%load-step s #f (cadr first) here)))))    ; => b
(%load-step "(if)" "f.scm" 0 here)
; error: if: expected (if test then else), got (if) (f.scm:1:1)

((%compile ''ok (car (%values->list (%environment '(scheme base))))))   ; => ok
(%environment '(no such))
; error: import: there is no library (no such) (t.scm:3:1)
