; A definition of a name that is bound already assigns it (R7RS 5.3.1), so the value may be made with the
; former one. It was unbound while the new value was made.
(define square (let ((built-in square)) (lambda (x) (+ 1 (built-in x)))))
(square 3)                              ; => 10
(define fold (let ((of-library fold)) (lambda (f start l) (list (of-library f start l)))))
(fold + 0 '(1 2 3))                     ; => (6)
(define (twice-square x) (square (square x)))
(twice-square 1)                        ; => 5
(define old-car car)
(define car (lambda (x) (if (pair? x) (old-car x) 'none)))
(list (car '(1)) (car '()))             ; => (1 none)

; So may an assignment, where the name came by an import; what refers to it from here on has the new value.
(set! cdr (let ((built-in cdr)) (lambda (x) (if (pair? x) (built-in x) 'none))))
(list (cdr '(1)) (cdr '()))             ; => (() none)
(set! last (lambda (l) 'last))
(last '(1 2))                           ; => last
(let ((cadr 1)) (set! cadr 2) cadr)     ; => 2
(cadr '(1 2))                           ; => 2

; Libraries are what they were.
(map square '(1 2))                     ; => (2 5)
(list-tail '(1 2 3) 1)                  ; => (2 3)
(eval '(list (car '(1)) (square 3)) (environment '(scheme base)))   ; => (1 9)
(set! if 1)                             ; error: set!: if is a keyword and cannot be assigned
