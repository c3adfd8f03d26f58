; Sorting (SRFI 132's list-sort and vector-sort, and `sort` with either order of arguments).

(sort '(3 1 2) <)                       ; => (1 2 3)
(sort < '(3 1 2))                       ; => (1 2 3)
(sort '() <)                            ; => ()
(sort (vector 3 1 2) >)                 ; => #(3 2 1)
(sort '("b" "a" "C") string<?)          ; => ("C" "a" "b")
(sort '("b" "a" "C") string-ci<?)       ; => ("a" "b" "C")
(sort '(#\b #\a) char<?)                ; => (#\a #\b)
(sort '(1/2 0.25 1) <)                  ; => (0.25 1/2 1)
; It is stable, and leaves its argument alone.
(sort '((1 . a) (0 . b) (1 . c) (0 . d)) (lambda (x y) (< (car x) (car y))))    ; => ((0 . b) (0 . d) (1 . a) (1 . c))
(let ((l (list 3 1 2))) (sort l <) l)   ; => (3 1 2)
(let ((v (vector 3 1 2))) (sort! v <) v)        ; => #(1 2 3)
(list-sort < '(2 1))                    ; => (1 2)
(vector-sort #(2 1) <)                  ; => #(1 2)
(define (pseudo n) (let loop ((i 0) (x 7) (l '())) (if (= i n) l (loop (+ i 1) (modulo (+ (* x 1103515245) 12345) 2147483648) (cons x l)))))
(let ((l (sort (pseudo 1000) (lambda (a b) (< a b))))) (apply <= l))    ; => #t
(equal? (sort (pseudo 500) <) (sort (pseudo 500) (lambda (a b) (< (test-pause a) b))))  ; => #t
(sort '(1 a) <)                         ; error: <: expected a real number, got a
(sort '(1 2) (lambda (a) #t))           ; error: procedure: expected 1 argument, got 2
(list (sort 5 <))                       ; error: sort: expected a list or a vector, got 5 at 1:7
(list (sort '(1 . 2) <))                ; error: sort: expected a list or a vector, got (1 . 2)
(list (sort '(2 1) 5))                  ; error: sort: expected a procedure that compares, got 5
; Either may come first; two procedures are no list.
(list (sort < '(2 1)) (sort (vector 2 1) <) (list-sort '(2 1) <) (vector-sort < (vector 2 1)))  ; => ((1 2) #(1 2) (1 2) #(1 2))
(list-sort car car)                     ; error: list-sort: expected a list, got #<procedure car>
(sort car car)                          ; error: sort: expected a list or a vector, got #<procedure car>
(sort! car car)                         ; error: sort!: expected a list or a vector, got #<procedure car>
(vector-sort car car)                   ; error: vector-sort: expected a vector, got #<procedure car>
(vector-sort! car car)                  ; error: vector-sort!: expected a vector, got #<procedure car>
(sorted? car car)                       ; error: sorted?: expected a list or a vector, got #<procedure car>
(sort '(1 2) '(3 4))                    ; error: sort: expected a procedure that compares, got (3 4)
; A comparison may escape, and be entered again.
(call/cc (lambda (k) (sort '(3 2 1) (lambda (a b) (k 'escaped)))))      ; => escaped
(guard (e (#t (list 'raised e))) (sort '(3 2 1) (lambda (a b) (raise 'cannot))))        ; => (raised cannot)
