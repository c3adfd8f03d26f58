; SRFI 26: cut and cute.
(import (srfi 26))

((cut cons (+ 1 1) <>) 'x)              ; => (2 . x)
((cut list 1 <> 3 <> 5) 2 4)            ; => (1 2 3 4 5)
((cut list))                            ; => ()
((cut list <...>))                      ; => ()
((cut list 1 <> 3 <...>) 2 4 5)         ; => (1 2 3 4 5)
((cut <> 1 2) +)                        ; => 3
((cut <> <> <...>) list 1 2)            ; => (1 2)
(map (cut * 2 <>) '(1 2 3))             ; => (2 4 6)
; What is in a cut is evaluated at each call, what is in a cute once.
(define count 0)
(define (next) (set! count (+ count 1)) count)
(define each-time (cut list (next) <>))
(list (each-time 'a) (each-time 'b))    ; => ((1 a) (2 b))
(define once (cute list (next) <>))
(list (once 'a) (once 'b))              ; => ((3 a) (3 b))
((cute list 1 <> 3 <...>) 2 4 5)        ; => (1 2 3 4 5)
((cute list <...>) 1)                   ; => (1)
((cute <> 1) list)                      ; => (1)
((cute + 1 2))                          ; => 3
; The procedure too is evaluated at each call of a cut, once for a cute.
(define procedures 0)
(define (procedure) (set! procedures (+ procedures 1)) list)
(let ((f (cut (procedure) <>))) (f 1) (f 2) procedures)         ; => 2
(let ((f (cute (procedure) <>))) (f 1) (f 2) procedures)        ; => 3
; Each slot is a parameter; the first part may be one, before any others.
((cut <> <> 3 <...>) list 1 4 5)        ; => (1 3 4 5)
((cute <> <> 3 <...>) list 1 4 5)       ; => (1 3 4 5)
(map (cut <> 9 2) (list + - *))         ; => (11 7 18)
(let ((made (cut list <...>))) (list (made) (made 1 2)))        ; => (() (1 2))
(let ((f (cut list <> <...>))) (f))     ; error: f: expected at least 1 argument, got 0
; A variable that is assigned later is looked at in each call of a cut, and by a cute once.
(let* ((x 1) (f (cut list x <>)) (g (cute list x <>))) (set! x 2) (list (f 'a) (g 'a)))        ; => ((2 a) (1 a))
; Slots of an inner cut are its own.
(map (cut (cut list <> 1) <>) '(a b))   ; => ((a 1) (b 1))
(let ((x 1)) ((cut list x <> x) 2))     ; => (1 2 1)
((cut list <>))                         ; error: procedure: expected 1 argument, got 0
((cut list <>) 1 2)                     ; error: procedure: expected 1 argument, got 2
(cut)                                   ; error: cut: no rule of this macro fits (cut)
(cute)                                  ; error: cute: no rule of this macro fits (cute)
(cut <...>)                             ; error: a procedure or <> must come before <...>
(cute <...>)                            ; error: a procedure or <> must come before <...>
(cut list <...> 1)                      ; error: <...> must come last <...> 1
(cute list <...> 1)                     ; error: <...> must come last <...> 1
