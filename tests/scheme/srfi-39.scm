; SRFI 39: parameters.

(import (srfi 39))

(define (radix-of x) (if (and (exact-integer? x) (<= 2 x 16)) x (error "invalid radix" x)))
(define radix (make-parameter 10 radix-of))
(list (radix) (parameterize ((radix 2)) (radix)) (radix))       ; => (10 2 10)
(parameterize ((radix 0)) (radix))      ; error: invalid radix 0
(make-parameter 0 radix-of)             ; error: invalid radix 0
(procedure? radix)                      ; => #t

; ---- A call with one argument sets what is in effect, by way of the converter.
(begin (radix 2) (radix))               ; => 2
(radix)                                 ; => 2
(radix 0)                               ; error: invalid radix 0
(radix)                                 ; => 2
(define shown (make-parameter 123 (lambda (x) (if (string? x) x (number->string x)))))
(list (shown) (begin (shown ">") (shown)) (begin (shown 5) (shown)))    ; => ("123" ">" "5")
(eq? (if #f #f) (shown 7))              ; => #t
(radix 2 3)                             ; error: parameter: expected 0 to 1 argument, got 2
(define plain (make-parameter 1))
(begin (plain '(any thing)) (plain))    ; => (any thing)

; The innermost parameterize around has a cell of its own.
(define p (make-parameter 'outside))
(list (parameterize ((p 'inside)) (p 'changed) (p)) (p))        ; => (changed outside)
(parameterize ((p 1)) (list (parameterize ((p 2)) (p 3) (p)) (begin (p 4) (p))))        ; => (3 4)
(parameterize ((radix 8)) (radix 16) (radix))                   ; => 16
(radix)                                                         ; => 2
(parameterize ((radix 8)) (guard (e (#t (radix))) (radix 99)))  ; => 8
(parameterize ((p 1) (plain 2)) (plain 3) (list (p) (plain)))   ; => (1 3)
; It is the same one where the body is entered again.
(define again #f)
(define times 0)
(parameterize ((p 'first))
  (call/cc (lambda (k) (set! again k)))
  (let ((found (p)))
    (p (list found))
    (set! times (+ times 1))
    (if (< times 3) (again #f) (p))))   ; => (((first)))
(p)                                     ; => outside

; What is set is what converters, handlers and procedures from elsewhere find.
(define (ask) (p))
(parameterize ((p 'inside)) (p 'set) (ask))     ; => set
(with-exception-handler
  (lambda (e) (p (list 'seen e)) 'went-on)
  (lambda () (parameterize ((p 'inside)) (let ((value (raise-continuable 'x))) (list value (p))))))
                                        ; => (went-on (seen x))
(define nosy (make-parameter 0 (lambda (x) (cons x (p)))))
(parameterize ((p 'inside)) (nosy 5) (nosy))    ; => (5 . inside)
; Bindings are made after all values are there, and after all converters have run.
(parameterize ((p 'inside) (nosy 6)) (nosy))    ; => (6 . outside)
(parameterize ((p 'inside) (nosy (begin (p 'before) 7))) (list (p) (nosy)))     ; => (inside (7 . before))
(p)                                             ; => before
(map (make-parameter 5) '())                    ; => ()
(begin (for-each p '(1 2 3)) (p))               ; => 3
(begin (apply p '(4)) (p))                      ; => 4
(begin (call-with-values (lambda () (values 5)) p) (p))         ; => 5
; In tail position.
(let loop ((n 100000)) (if (= n 0) (p 'done) (begin (p n) (loop (- n 1)))))
(p)                                             ; => done
; A converter may leave, and be come back to.
(define leaving (make-parameter 0 (lambda (x) (call/cc (lambda (k) (if (procedure? x) (x k) x))))))
(define back #f)
(begin
  (let ((k (call/cc (lambda (escape) (leaving escape) #f))))
    (if k (begin (set! back k) (k 'given))))
  (leaving))                                    ; => given

; R7RS's parameters are the same.
(import (prefix (scheme base) r7:))
(eq? r7:make-parameter make-parameter)          ; => #t

; ---- The ports in effect are parameters. Outside of parameterize they are each process's console.
(map procedure? (list current-input-port current-output-port current-error-port))       ; => (#t #t #t)
(let ((one (open-output-string)) (other (open-output-string)))
  (parameterize ((current-output-port one))
    (display "a")
    (current-output-port other)
    (display "b"))
  (display "c")
  (list (get-output-string one) (get-output-string other)))     ; => ("a" "b")
(parameterize ((current-input-port (open-input-string "x")))
  (current-input-port (open-input-string "y"))
  (read))                                       ; => y
(current-output-port (open-output-string))      ; error: current-output-port: outside of parameterize this is the console of each process, and stays so; use parameterize at 1:1
(current-input-port (open-input-string ""))     ; error: current-input-port: outside of parameterize this is the console of each process, and stays so; use parameterize
(begin (display "still") (newline))             ; prints still\n

; ---- Errors
(parameterize ((5 1)) 'body)            ; error: parameterize: expected a parameter, got 5
(parameterize ((car 1)) 'body)          ; error: parameterize: expected a parameter, got #<procedure car>
(make-parameter)                        ; error: make-parameter: no clause takes 0 arguments
