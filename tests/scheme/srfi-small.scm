; The SRFIs that R7RS has taken in, and those that are one or two forms.
(import (srfi 6) (srfi 9) (srfi 11) (srfi 16) (srfi 23) (srfi 30) (srfi 31)
        (srfi 34) (srfi 45) (srfi 46) (srfi 62) (srfi 87) (srfi 111))

; ---- SRFI 6: string ports
(read-line (open-input-string "a\nb"))  ; => "a"
(let ((p (open-output-string))) (write 'x p) (write-char #\y p) (get-output-string p))  ; => "xy"

; ---- SRFI 9: records
(define-record-type :pare (kons x y) pare? (x kar set-kar!) (y kdr))
(list (pare? (kons 1 2)) (pare? (cons 1 2)) (kar (kons 1 2)) (kdr (kons 1 2)))  ; => (#t #f 1 2)
(let ((k (kons 1 2))) (set-kar! k 3) (kar k))   ; => 3
; The constructor's fields come in its own order; one that it lacks is set later.
(define-record-type point (make-point y x) point? (x point-x) (y point-y) (z point-z set-point-z!))
(let ((p (make-point 1 2))) (set-point-z! p 3) (list (point-x p) (point-y p) (point-z p)))      ; => (2 1 3)
(list (map pare? (list (make-point 1 2) (vector 1 2) kons)) (vector? (kons 1 2)) (procedure? (kons 1 2)))       ; => ((#f #f #f) #f #f)
(kdr (make-point 1 2))                  ; error: kdr: expected a :pare, got #<point x: 2 y: 1 z: #<unspecified>>
(kons 1)                                ; error: kons: expected 2 arguments, got 1
(set-kar! 5 1)                          ; error: set-kar!: expected a :pare, got 5
(define-record-type bad (make-bad nothing) bad? (x bad-x))      ; error: define-record-type: nothing in the constructor is no field
; The procedures do not depend on each other's names, which may be set to something else.
(define-record-type other (make-other a) other? (a other-a set-other-a!))
(define an-other (make-other 1))
(begin (set! other? vector?) (set! set-other-a! list) (set! make-other list) (set! other 'gone))
(list (other-a an-other) (other? an-other))     ; => (1 #f)
(other-a '(1))                          ; error: other-a: expected an other, got (1)
; Each definition is a type of its own.
(let () (define-record-type r (make-r) r?) (let ((outer? r?)) (define-record-type r (make-r) r?) (list (r? (make-r)) (outer? (make-r)))))       ; => (#t #f)

; ---- SRFI 11: let-values
(let-values (((a b . c) (values 1 2 3 4)) (d (values 5 6))) (list a b c d))     ; => (1 2 (3 4) (5 6))
; The values are those outside; let*-values gives each to what comes after.
(let ((a 'a) (b 'b) (x 'x) (y 'y)) (let-values (((a b) (values x y)) ((x y) (values a b))) (list a b x y)))    ; => (x y a b)
(let ((a 'a) (b 'b) (x 'x) (y 'y)) (let*-values (((a b) (values x y)) ((x y) (values a b))) (list a b x y)))   ; => (x y x y)
(let-values ((all (values 1 2)) (() (values))) all)     ; => (1 2)
(list (let-values () 5) (let*-values () 5))     ; => (5 5)
(let*-values (((a) 1) ((b) (+ a 1))) (list a b))        ; => (1 2)
(let*-values (((a b) (values 1 2)) ((b c) (values 3 4))) (list a b c))  ; => (1 3 4)
(let-values (((a b) (values 1 2)) ((b c) (values 3 4))) b)      ; error: let-values: the name b is bound twice
(let*-values (((a a) (values 1 2))) a)  ; error: let*-values: the name a is bound twice
(list (let-values (((a b . c) (values 1))) a))  ; error: let-values: expected at least 2 values, got 1
(list (let*-values (((a) (values 1 2))) a))     ; error: let*-values: expected 1 value, got 2
(list (let-values () (define x 1) x) (let*-values () (define x 2) x))   ; => (1 2)
(let-values (((a) 1)) (define a 2) a)   ; => 2
; The locations are fresh whenever the expressions have values again.
(let ((k #f) (n 0))
  (let-values (((a) (call/cc (lambda (c) (set! k c) 1))) ((b) 2))
    (let ((old a))
      (set! a 10)
      (set! n (+ n 1))
      (if (< n 3) (k n) (list old a b n)))))    ; => (2 10 2 3)
(let loop ((n 100000)) (let-values (((m) n)) (let*-values (((m) m)) (if (= m 0) 'done (loop (- m 1))))))        ; => done

; ---- SRFI 16: case-lambda
(define plus (case-lambda (() 0) ((x) x) ((x y) (+ x y)) ((x y . more) (apply + x y more))))
(list (plus) (plus 1) (plus 1 2) (plus 1 2 3))  ; => (0 1 3 6)

(plus 1 2 3 4)                          ; => 10
(procedure? (case-lambda))              ; => #t
((case-lambda))                         ; error: case-lambda: no clause takes 0 arguments
((case-lambda (all all)))               ; => ()
((case-lambda ((a . others) (define b 2) (list a b others))) 1)         ; => (1 2 ())
((case-lambda ((a a) a)) 1 2)           ; error: case-lambda: the name a is bound twice
(let loop ((n 100000)) ((case-lambda ((m) (if (= m 0) 'done (loop (- m 1)))) (all all)) n))     ; => done
; The first clause that fits is taken.
((case-lambda ((a . others) 'first) ((a) 'second)) 1)   ; => first
((case-lambda ((a) a) ((a b) (* a b))) 1 2 3)   ; error: case-lambda: no clause takes 3 arguments

; ---- SRFI 23: error
(error "message:" 1 "two" 'three)       ; error: message: 1 "two" three

; ---- SRFI 30 and 62: comments
(list 1 #| 2 #| 3 |# 4 |# 5 #;(6 #;7) 8)        ; => (1 5 8)

; ---- SRFI 31: rec
((rec (fact n) (if (= n 0) 1 (* n (fact (- n 1))))) 5)  ; => 120
(let ((ones (rec s (delay (cons 1 s))))) (car (force (cdr (force ones)))))      ; => 1
((rec (all . items) items) 1 2)         ; => (1 2)
(define factorial (rec f (lambda (n) ((rec (g k l) (if (= k 0) l (g (- k 1) (* k l)))) n 1))))
(factorial 5)                           ; => 120
(rec five 5)                            ; => 5
(let ((g (rec (f) f))) (eq? g (g)))     ; => #t
; The name is a variable of this expression's own.
(let ((f 'outer)) (list ((rec (f n) (set! f 'changed) (list f n)) 1) f))        ; => ((changed 1) outer)
((rec (f n) (define m (* n 2)) m) 5)    ; => 10
(rec x (cons x 1))                      ; error: x is used before its value is there
(rec (f))                               ; error: rec: no rule of this macro fits (rec (f))
(rec)                                   ; error: rec: no rule of this macro fits (rec)

; ---- SRFI 34: exceptions
(guard (e ((symbol? e) (list 'symbol e)) ((assq 'a e) => cdr)) (raise (list (cons 'a 42))))     ; => 42
(guard (e ((symbol? e) (list 'symbol e))) (raise 'oops))        ; => (symbol oops)
(call/cc (lambda (k) (with-exception-handler (lambda (e) (k (list 'handled e))) (lambda () (raise 'oops)))))    ; => (handled oops)
; The examples of its text.
(call/cc (lambda (k) (with-exception-handler (lambda (x) (display "condition: ") (write x) (newline) (k 'exception)) (lambda () (+ 1 (raise 'an-error))))))     ; prints condition: an-error\n
(guard (condition (else 'exception)) (+ 1 (raise 'an-error)))   ; => exception
(guard (condition (else 'dont-care)) (dynamic-wind (lambda () #f) (lambda () (raise 'an-error)) (lambda () #f)))        ; => dont-care
(define (sign-of x) (call/cc (lambda (k) (with-exception-handler (lambda (x) (k (list 'reraised x))) (lambda () (guard (condition ((positive? condition) 'positive) ((negative? condition) 'negative)) (raise x)))))))
(map sign-of '(1 -1 0))                 ; => (positive negative (reraised 0))
(guard (condition ((assq 'a condition) => cdr) ((assq 'b condition))) (raise (list (cons 'b 23))))      ; => (b . 23)
; Where no clause fits, it is raised again where it was raised, under the handlers around the guard.
(define where (make-parameter 'outside))
(define (told x) (list x (where)))
(call/cc (lambda (k)
  (with-exception-handler
    (lambda (x) (k (told x)))
    (lambda () (guard (x ((begin (where) #f) 1)) (parameterize ((where 'inside)) (raise 'oops)))))))    ; => (oops inside)
(call/cc (lambda (k)
  (with-exception-handler
    (lambda (x) (k (told x)))
    (lambda () (guard (x (#f 1)) (parameterize ((where 'between)) (guard (x (#f 1)) (parameterize ((where 'inside)) (raise 'oops)))))))))       ; => (oops inside)
(with-exception-handler told
  (lambda () (guard (x ((string? (where)) 1)) (parameterize ((where 'inside)) (list (raise-continuable 'x) (where)))))) ; => ((x inside) inside)
(guard (x ((assq 'b x)) ((assq 'a x) => cdr) (else 'none)) (raise '()))         ; => none
(guard (x ((memq 'b x) => car)) (raise '(a b c)))       ; => b
(guard (x (#t (set! x (list x)) x)) (raise 1))  ; => (1)
(call-with-values (lambda () (guard (x (#t 0)) (values 1 2))) list)     ; => (1 2)
; A handler must not return to raise.
(with-exception-handler (lambda (x) 'ignore) (lambda () (+ 1 (raise 'an-error))))       ; error: raise: a handler returned from a raise that cannot be continued: an-error

; ---- SRFI 45: lazy algorithms
(define (stream-loop n) (if (= n 0) (lazy (eager 'done)) (lazy (stream-loop (- n 1)))))
(force (stream-loop 10000))             ; => done
(define runs 0)
(define p (delay (begin (set! runs (+ runs 1)) runs)))
(list (force p) (force p))              ; => (1 1)
; A promise that is forced while it is being forced: what comes first is its value.
(define first? #t)
(define again (delay (if first? (begin (set! first? #f) (force again)) 'second)))
(force again)                           ; => second
(define x 5)
(define above (delay (begin (set! x (+ x 1)) (if (> x 8) x (force above)))))
(list (force above) (begin (set! x 20) (force above)))  ; => (9 9)
(define count 5)
(define down (delay (if (<= count 0) count (begin (set! count (- count 1)) (force down) (set! count (+ count 2)) count))))
(list (force down) count)               ; => (0 10)
; What one promise of a chain has computed, all have.
(define r (delay (begin (display "hi") 1)))
(define s (lazy r))
(define t (lazy s))
(list (force t) (force r) (force s))    ; prints hi
(define (stream-drop s index) (lazy (if (= index 0) s (stream-drop (cdr (force s)) (- index 1)))))
(define (ones) (delay (begin (display "one") (cons 1 (ones)))))
(define some (ones))
(begin (force (stream-drop some 4)) (force (stream-drop some 4)))       ; prints oneoneoneoneone
(define (numbers n) (delay (cons n (numbers (+ n 1)))))
(define (filtered p? s) (lazy (let ((l (force s))) (if (p? (car l)) (delay (cons (car l) (filtered p? (cdr l)))) (filtered p? (cdr l))))))
(car (force (filtered (lambda (n) (= n 10000)) (numbers 0))))   ; => 10000
; What fails is computed anew.
(define tries 0)
(define flaky (delay (begin (set! tries (+ tries 1)) (if (< tries 3) (raise tries) 'fine))))
(list (guard (e (#t e)) (force flaky)) (guard (e (#t e)) (force flaky)) (force flaky) (force flaky) tries)     ; => (1 2 fine fine 3)
(list (force (lazy 5)))                 ; error: delay-force: expected a promise, got 5
(force (eager 5))                       ; => 5
(promise? (force (eager (eager 5))))    ; => #t

; ---- SRFI 46: an ellipsis of one's own, and what comes after it
(define-syntax last-of (syntax-rules ::: () ((_ x ::: last) 'last) ((_ . _) 'none)))
(list (last-of 1 2 3) (last-of))        ; => (3 none)
(define-syntax rows (syntax-rules () ((_ (a ...) ...) '((... ...) (a ...) ...))))
(rows (1 2) (3))                        ; => (... (1 2) (3))

; ---- SRFI 87: => in case
(case (* 2 3) ((1 2) 'small) ((4 6) => (lambda (n) (list 'even n))) (else => values))   ; => (even 6)
(case 9 ((1) 1) (else => -))            ; => -9

; ---- SRFI 111: boxes
(define b (box 1))
(list (box? b) (box? 1) (box? '(1)))    ; => (#t #f #f)
(unbox b)                               ; => 1
(set-box! b '(2))
(unbox b)                               ; => (2)
(map (lambda (p?) (p? (box 1))) (list pair? vector? procedure? string? symbol? number? null? promise?))        ; => (#f #f #f #f #f #f #f #f)
(unbox (unbox (box (box 1))))           ; => 1
(list (eqv? b b) (eqv? (box 1) (box 1)))        ; => (#t #f)
(list (unbox 5))                        ; error: unbox: expected a box, got 5
(set-box! '() 5)                        ; error: set-box!: expected a box, got ()
b                                       ; => #<box value: (2)>

; ---- the libraries, and what they are called in cond-expand
(cond-expand ((library (srfi 46)) 'there) (else 'missing))      ; => there
(cond-expand ((library (srfi 4711)) 'there) (else 'missing))    ; => missing
(cond-expand (srfi-1 'there) (else 'missing))   ; => there
(cond-expand ((and srfi-14 (not srfi-4711)) 'there) (else 'missing))    ; => there
(if (memq 'srfi-133 (features)) #t #f)  ; => #t

; ---- SRFI 98: environment variables
(import (srfi 98))
(get-environment-variable "PERDURE_NO_SUCH_VARIABLE")   ; => #f
(every (lambda (entry) (equal? (get-environment-variable (car entry)) (cdr entry))) (get-environment-variables))        ; => #t
(map (lambda (name) (get-environment-variable name)) '("" "A=B" "A\x0;B"))     ; => (#f #f #f)
(get-environment-variable 'HOME)        ; error: get-environment-variable: expected a string, got HOME

; ---- SRFI 0: cond-expand
(import (srfi 0))
(cond-expand (no-such-feature 1) ((or srfi-0 full-unicode) 2))  ; => 2
