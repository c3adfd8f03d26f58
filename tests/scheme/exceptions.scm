; R7RS 6.11 and 4.2.7: with-exception-handler, raise, raise-continuable, error, guard.

; ---- handlers

(call/cc (lambda (k) (with-exception-handler (lambda (e) (k (list 'caught e))) (lambda () (+ 1 (raise 'an-error))))))
; => (caught an-error)
(with-exception-handler
  (lambda (con) (cond ((string? con) (display con)) (else (display "a warning has been issued"))) 42)
  (lambda () (+ (raise-continuable "should be a number") 23)))  ; => 65
(with-exception-handler (lambda (e) 10) (lambda () (+ 1 (raise-continuable 'x) (raise-continuable 'y))))        ; => 21
(with-exception-handler (lambda (e) 'ignored) (lambda () 'no-error))    ; => no-error
; A handler runs with the handlers outside it.
(with-exception-handler
  (lambda (e) (list 'outer e))
  (lambda ()
    (with-exception-handler
      (lambda (e) (raise-continuable (list 'inner e)))
      (lambda () (raise-continuable 'x)))))     ; => (outer (inner x))
; When a handler returns from `raise`, that is a second error, in the outer handler.
(with-exception-handler (lambda (e) 'returned) (lambda () (raise 'x)))  ; error: raise: a handler returned from a raise that cannot be continued: x
(with-exception-handler (lambda (e) 'returned) (lambda () (error "x" 1)))       ; error: raise: a handler returned from a raise that cannot be continued: #<error x 1>
(guard (e ((error-object? e) (error-object-irritants e)))
  (with-exception-handler (lambda (e) 'returned) (lambda () (raise 'boom))))    ; => (boom)
(guard (e (#t (list 'second e)))
  (with-exception-handler (lambda (e) (raise 'from-handler)) (lambda () (raise 'first))))       ; => (second from-handler)
; The handler is called where the error arose: it sees what is bound there.
(define depth (make-parameter 0))
(with-exception-handler
  (lambda (e) (depth))
  (lambda () (parameterize ((depth 1)) (+ 100 (raise-continuable 'how-deep)))))         ; => 101
(with-exception-handler 5 (lambda () 1))        ; error: with-exception-handler: expected a procedure, got 5
; An error of a builtin can be continued with a value by no handler, but left by any.
(call/cc (lambda (k) (with-exception-handler (lambda (e) (k 'left)) (lambda () (car 5)))))      ; => left
(with-exception-handler (lambda (e) 7) (lambda () (+ 1 (car 5))))       ; error: raise: a handler returned from a raise that cannot be continued: #<error car: expected a pair, got 5>

; ---- raise

(raise 'some-symbol)                    ; raises some-symbol
(raise (list 1 2))                      ; raises (1 2)
(+ 1 (raise 42))                        ; raises 42
(raise-continuable 'nobody)             ; raises nobody
(raise #f)                              ; raises #f

; ---- error objects

(error "it broke:" 'here 42)            ; error: it broke: here 42 at 1:1
(error "no irritants")                  ; error: no irritants
(list (error "where" '(1 "two" #\3)))   ; error: where (1 "two" #\3) at 1:7
(define (null-list? l)
  (cond ((pair? l) #f)
        ((null? l) #t)
        (else (error "null-list?: argument out of domain" l))))
(list (null-list? 5))                   ; error: null-list?: argument out of domain 5
(guard (e ((error-object? e) (list (error-object-message e) (error-object-irritants e))))
  (error "message" 1 "two" 'three))     ; => ("message" (1 "two" three))
(guard (e (#t (error-object? e))) (raise 'x))           ; => #f
(guard (e (#t (error-object? e))) (car 1))              ; => #t
(guard (e (#t (condition-report-string e))) (vector-ref (vector 1 2) 2))        ; => "vector-ref: expected an index from 0 to 1, got 2"
(guard (e (#t (error-object-message e))) (car 1))       ; => "car: expected a pair, got 1"
(guard (e (#t (condition-position e)))
  (car 1))                              ; => "exceptions.scm:61:3"
(guard (e (#t (list (file-error? e) (read-error? e)))) (error "plain"))         ; => (#f #f)
(error-object-message 'x)               ; error: error-object-message: expected an error object, got x
(guard (e ((assertion-like? e) 1)) (raise 1))           ; error: unbound variable: assertion-like?

; ---- guard

(guard (condition ((assq 'a condition) => cdr) ((assq 'b condition))) (raise (list (cons 'a 42))))      ; => 42
(guard (condition ((assq 'a condition) => cdr) ((assq 'b condition))) (raise (list (cons 'b 23))))      ; => (b . 23)
(guard (e ((symbol? e) (list 'symbol e)) ((string? e) (list 'string e))) (raise 'boom))         ; => (symbol boom)
(guard (e (else 'anything)) (raise 1))  ; => anything
(guard (e (#f 'never)) 'no-error)       ; => no-error
(guard (e (#f 'never)) (raise 'passed-on))      ; raises passed-on
(guard (e ((string? e) 'outer)) (guard (e2 ((number? e2) 'inner)) (raise "x")))         ; => outer
(guard (e ((string? e) 'outer)) (guard (e2 ((number? e2) (raise "again"))) (raise 1)))  ; => outer
(call-with-values (lambda () (guard (e (#t (values 1 2))) (raise 'x))) list)    ; => (1 2)
(call-with-values (lambda () (guard (e (#t 0)) (values 3 4))) list)     ; => (3 4)
(guard (e (#t 'caught)) (+ 1 (guard (e2 (#f 1)) (raise 2))))    ; => caught
; The clauses run outside: with the handlers, parameters and winds of the guard itself.
(define where (make-parameter 'outside))
(guard (e (#t (list e (where)))) (parameterize ((where 'inside)) (raise (where))))      ; => (inside outside)
(define trace '())
(define (note x) (set! trace (cons x trace)))
(guard (e (#t (note 'clause)))
  (dynamic-wind (lambda () (note 'in)) (lambda () (raise 'x)) (lambda () (note 'out))))
(reverse trace)                         ; => (in out clause)
; Where no clause fits, the raise goes on from where it was: winds are entered again.
(set! trace '())
(guard (outer (#t (note 'outer-clause)))
  (guard (inner ((begin (note 'test) #f) 'never))
    (dynamic-wind (lambda () (note 'in)) (lambda () (raise 'x)) (lambda () (note 'out)))))
(reverse trace)                         ; => (in out test in out outer-clause)
; raise-continuable through a guard that does not fit may be continued.
(with-exception-handler
  (lambda (e) 42)
  (lambda () (guard (e ((string? e) 'string)) (+ 1 (raise-continuable 'number?)))))     ; => 43
(with-exception-handler
  (lambda (e) 42)
  (lambda () (+ (guard (e ((string? e) 'string)) (raise-continuable 'x)) 1)))   ; => 43
; So may nothing that was raised by raise, or is an error: on the native stack, after a wait in the
; guard's body or in its clauses, through call/cc, several guards and a wind.
(define (answered thunk)
  (guard (e ((error-object? e) (list (error-object-message e) (error-object-irritants e))))
    (with-exception-handler (lambda (e) 42) thunk)))
(define refused '("raise: a handler returned from a raise that cannot be continued:" (oops)))
(define (is-refused? thunk) (equal? (answered thunk) refused))
(is-refused? (lambda () (+ 1 (guard (e ((string? e) 'string)) (+ 1 (raise 'oops))))))   ; => #t
(is-refused? (lambda () (guard (e ((string? e) 'string)) (test-pause 1) (raise 'oops))))        ; => #t
(is-refused? (lambda () (guard (e ((test-pause #f) 'string)) (raise 'oops))))   ; => #t
(is-refused? (lambda () (guard (e ((string? e) 'string)) (+ 1 (call/cc (lambda (k) (raise 'oops)))))))  ; => #t
(is-refused? (lambda () (guard (e (#f 1)) (guard (e ((string? e) 'string)) (+ 1 (raise 'oops))))))      ; => #t
(is-refused? (lambda () (guard (e (#f 1)) (guard (e ((test-pause #f) 2)) (+ 1 (raise 'oops))))))        ; => #t
(is-refused? (lambda () (guard (e (#f 1)) (test-pause 1) (guard (e (#f 2)) (+ 1 (raise 'oops))))))      ; => #t
(is-refused?
  (lambda () (guard (e (#f 1)) (dynamic-wind (lambda () #f) (lambda () (raise 'oops)) (lambda () #f)))))        ; => #t
(answered (lambda () (+ 1 (guard (e ((string? e) 'string)) (raise-continuable 'oops)))))        ; => 43
(answered (lambda () (+ 1 (guard (e (#f 1)) (guard (e ((test-pause #f) 2)) (+ 1 (raise-continuable 'oops)))))))         ; => 44
(answered (lambda () (guard (e (#f 1)) (+ 1 (call/cc (lambda (k) (raise-continuable 'oops)))))))        ; => 43
; An error of a builtin was done again and again.
(car (answered (lambda () (guard (e (#f 1)) (+ 1 (car 5))))))   ; => "raise: a handler returned from a raise that cannot be continued:"
(car (answered (lambda () (guard (e ((test-pause #f) 1)) (test-pause 1) (+ 1 (car 5))))))       ; => "raise: a handler returned from a raise that cannot be continued:"
(car (answered (lambda () (guard (e (#f 1)) (error "oops" 1)))))        ; => "raise: a handler returned from a raise that cannot be continued:"
(with-exception-handler
  (lambda (e) 42)
  (lambda () (guard (e (#f 1)) (raise 'oops))))         ; error: raise: a handler returned from a raise that cannot be continued: oops
; A guard in a loop, and a loop in a guard.
(let loop ((i 0) (acc '()))
  (if (= i 5)
      (reverse acc)
      (loop (+ i 1) (cons (guard (e (#t (* e 10))) (if (odd? i) (raise i) i)) acc))))   ; => (0 10 2 30 4)
(guard (e (#t (list 'stopped-at e))) (let loop ((i 0)) (if (= i 1000) (raise i) (loop (+ i 1)))))       ; => (stopped-at 1000)
; A guard inside a handler inside a guard.
(guard (e (#t (list 'outer e)))
  (with-exception-handler
    (lambda (e) (raise (guard (e2 (#t (list 'inner e2 e))) (raise 'second))))
    (lambda () (raise 'first))))        ; => (outer (inner second first))
; Deep inside many calls, and many deep.
(define (dig n) (if (= n 0) (raise 'bottom) (+ 1 (dig (- n 1)))))
(guard (e (#t e)) (dig 20000))          ; => bottom
(define (nest n) (if (= n 0) (raise 'bottom) (guard (e ((number? e) e)) (+ 1 (nest (- n 1))))))
(guard (e (#t e)) (nest 100))           ; => bottom
(define (unwind n) (if (= n 0) (raise 0) (guard (e ((number? e) (raise (+ e 1)))) (unwind (- n 1)))))
(guard (e (#t e)) (unwind 100))         ; => 100
; A continuation captured in a guard's body may be entered after the guard has ended.
(define k #f)
(define count 0)
(define answers '())
(set! answers
  (cons (guard (e (#t (list 'caught e))) (let ((x (call/cc (lambda (c) (set! k c) 0)))) (if (> x 0) (raise x) 'fine)))
        answers))
(set! count (+ count 1))
(if (< count 3) (k count))
answers                                 ; => ((caught 1) fine)
; A wait in a guard's body, in its clause, and in a handler.
(guard (e (#t (list 'caught e))) (test-pause 1) (raise 'x))     ; => (caught x)
(guard (e ((test-pause #t) (test-pause (list 'caught e)))) (raise 'x))  ; => (caught x)
(with-exception-handler
  (lambda (e) (test-pause (* e 2)))
  (lambda () (+ 1 (raise-continuable (test-pause 20)))))        ; => 41
(guard (e ((string? e) 'no)) (guard (e ((test-pause #f) 'no)) (test-pause 1) (raise 'through)))         ; raises through
(guard (e) (raise 'no-clauses))         ; raises no-clauses
(guard)                                 ; error: guard: expected (guard (name clause ...) body ...), got (guard)

; ---- an error says how many arguments, and which size would be right

(vector-ref (vector 1 2) 2)             ; error: vector-ref: expected an index from 0 to 1, got 2 at 1:1
(vector-ref (vector) 0)                 ; error: vector-ref: the vector is empty, it has no index 0
(make-vector -1)                        ; error: make-vector: expected a size (an exact integer from 0), got -1
(make-vector 10000000000)               ; error: make-vector: expected a size up to 268435456, got 10000000000
(make-string 10000000000 #\a)           ; error: make-string: expected a size up to 268435456, got 10000000000
(make-list 10000000000 1)               ; error: make-list: expected a size up to 268435456, got 10000000000
(define circle (let ((l (list 1 2))) (set-cdr! (cdr l) l) l))
(define (refuses? f) (guard (e ((error-object? e) #t)) (f circle) #f))
(map refuses? (list length reverse list->vector list->string (lambda (l) (append l '())) (lambda (l) (apply + l))))     ; => (#t #t #t #t #t #t)
(map refuses? (list (lambda (l) (memq 3 l)) (lambda (l) (member "x" l)) list-copy))     ; => (#t #t #t)
(list-tail circle 1001)                 ; => #0=(2 1 . #0#)
(with-exception-handler (lambda (e) 1) 5)       ; error: with-exception-handler: expected a procedure, got 5
(make-parameter 1 car 3)                ; error: make-parameter: no clause takes 3 arguments
(make-parameter 1 car)                  ; error: car: expected a pair, got 1
