; The examples of R7RS 6.10 to 6.12: control, exceptions, eval.

; ---- 6.10 control features

(procedure? car)                        ; => #t
(procedure? 'car)                       ; => #f
(procedure? (lambda (x) (* x x)))       ; => #t
(procedure? '(lambda (x) (* x x)))      ; => #f
(call-with-current-continuation procedure?)     ; => #t
(procedure? (make-parameter 1))         ; => #t
(apply + (list 3 4))                    ; => 7
(define compose (lambda (f g) (lambda args (f (apply g args)))))
((compose sqrt *) 12 75)                ; => 30
(list (apply + '()) (apply list 1 2 '(3 4)) (apply max 1 '(5)))         ; => (0 (1 2 3 4) 5)
(apply + 1 2)                           ; error: apply: expected a list as its last argument, got 2
(map cadr '((a b) (d e) (g h)))         ; => (b e h)
(map (lambda (n) (expt n n)) '(1 2 3 4 5))      ; => (1 4 27 256 3125)
(map + '(1 2 3) '(4 5 6))               ; => (5 7 9)
(let ((count 0)) (map (lambda (ignored) (set! count (+ count 1)) count) '(a b)))        ; => (1 2)
(map + '(1 2) '(10 20 30))              ; => (11 22)
(string-map char-foldcase "AbdEgH")     ; => "abdegh"
(string-map (lambda (c) (integer->char (+ 1 (char->integer c)))) "HAL")         ; => "IBM"
(string-map (lambda (c k) ((if (eqv? k #\u) char-upcase char-downcase) c)) "studlycaps xxx" "ululululul")       ; => "StUdLyCaPs"
(vector-map cadr '#((a b) (d e) (g h))) ; => #(b e h)
(vector-map (lambda (n) (expt n n)) '#(1 2 3 4 5))      ; => #(1 4 27 256 3125)
(vector-map + '#(1 2 3) '#(4 5 6 7))    ; => #(5 7 9)
(let ((count 0)) (vector-map (lambda (ignored) (set! count (+ count 1)) count) '#(a b)))        ; => #(1 2)
(let ((v (make-vector 5))) (for-each (lambda (i) (vector-set! v i (* i i))) '(0 1 2 3 4)) v)    ; => #(0 1 4 9 16)
(let ((v '())) (string-for-each (lambda (c) (set! v (cons (char->integer c) v))) "abcde") v)    ; => (101 100 99 98 97)
(let ((v (make-list 5))) (vector-for-each (lambda (i) (list-set! v i (* i i))) '#(0 1 2 3 4)) v)        ; => (0 1 4 9 16)
(let ((r '())) (string-for-each (lambda (a b) (set! r (cons (list a b) r))) "abc" "xy") r)      ; => ((#\b #\y) (#\a #\x))
(let ((r '())) (vector-for-each (lambda (a b) (set! r (cons (+ a b) r))) #(1 2) #(10 20 30)) r) ; => (22 11)
(let ((r '())) (for-each (lambda (a b c) (set! r (cons (list a b c) r))) '(1 2) '(3 4) '(5 6)) r)       ; => ((2 4 6) (1 3 5))
(call-with-current-continuation
  (lambda (exit)
    (for-each (lambda (x) (if (negative? x) (exit x))) '(54 0 37 -3 245 19))
    #t))                                ; => -3
(define list-length
  (lambda (obj)
    (call-with-current-continuation
      (lambda (return)
        (letrec ((r (lambda (obj)
                      (cond ((null? obj) 0)
                            ((pair? obj) (+ (r (cdr obj)) 1))
                            (else (return #f))))))
          (r obj))))))
(list-length '(1 2 3 4))                ; => 4
(list-length '(a b . c))                ; => #f
(call-with-values (lambda () (values 4 5)) (lambda (a b) b))    ; => 5
(call-with-values * -)                  ; => -1
(+ 1 (values 1 2))                      ; error: +: expected a number, got 2 values
(car (values))                          ; error: car: expected a pair, got no values
(let-values (((a b) (values 1))) a)     ; error: let-values: expected 2 values, got 1
(define (my-values . things) (call-with-current-continuation (lambda (cont) (apply cont things))))
(call-with-values (lambda () (my-values 1 2 3)) list)   ; => (1 2 3)
(let ((path '()) (c #f))
  (let ((add (lambda (s) (set! path (cons s path)))))
    (dynamic-wind
      (lambda () (add 'connect))
      (lambda () (add (call-with-current-continuation (lambda (c0) (set! c c0) 'talk1))))
      (lambda () (add 'disconnect)))
    (if (< (length path) 4)
        (c 'talk2)
        (reverse path))))               ; => (connect talk1 disconnect connect talk2 disconnect)

; ---- call/cc re-entering map, dynamic-wind, and the rest

(define (re-entered make)
  (let ((k #f) (n 0))
    (let ((r (make (lambda (x) (call/cc (lambda (c) (if (and (not k) (= x 2)) (set! k c)) x))))))
      (set! n (+ n 1))
      (if (< n 3) (k (* n 100)) r))))
(re-entered (lambda (f) (map f '(1 2 3))))      ; => (1 200 3)
(re-entered (lambda (f) (map (lambda (a b) (f b)) '(x y z) '(1 2 3))))          ; => (1 200 3)
(re-entered (lambda (f) (vector-map f #(1 2 3))))       ; => #(1 200 3)
(re-entered (lambda (f) (string->list (string-map (lambda (c) (integer->char (+ 60 (modulo (f (- (char->integer c) 48)) 50)))) "123"))))      ; => (#\= #\< #\?)
(let ((first #f) (all '()))
  (let ((r (map (lambda (x) (call/cc (lambda (k) (if (not first) (set! first k)) x))) '(1 2))))
    (set! all (cons r all))
    (if (= (length all) 1) (first 'again) all)))        ; => ((again 2) (1 2))
(let ((trace '()) (k #f) (n 0))
  (define (note x) (set! trace (cons x trace)))
  (dynamic-wind
    (lambda () (note 'in))
    (lambda ()
      (dynamic-wind
        (lambda () (note 'in2))
        (lambda () (call/cc (lambda (c) (set! k c))) (note 'body))
        (lambda () (note 'out2))))
    (lambda () (note 'out)))
  (set! n (+ n 1))
  (if (< n 2) (k #f) (reverse trace)))  ; => (in in2 body out2 out in in2 body out2 out)
; Generators in both directions, through a for-each that neither side knows.
(define (tree->generator tree)
  (define caller #f)
  (define (loop t) (cond ((null? t) 'skip) ((pair? t) (loop (car t)) (loop (cdr t))) (else (call/cc (lambda (rest) (set! resume (lambda () (rest 'go))) (caller t))))))
  (define resume (lambda () (loop tree) (caller '*)))
  (lambda () (call/cc (lambda (k) (set! caller k) (resume)))))
(let ((g (tree->generator '((1 2) (3 (4)))))) (let* ((a (g)) (b (g)) (c (g)) (d (g)) (e (g))) (list a b c d e)))        ; => (1 2 3 4 *)

; ---- 6.11 exceptions

(call-with-current-continuation
  (lambda (k)
    (with-exception-handler
      (lambda (e) (display "condition: ") (write e) (newline) (k 'exception))
      (lambda () (+ 1 (raise 'an-error))))))    ; => exception
; prints condition: an-error\n
(with-exception-handler
  (lambda (e) (display "something went wrong\n"))
  (lambda () (+ 1 (raise 'an-error))))  ; error: raise: a handler returned from a raise that cannot be continued: an-error
; prints something went wrong\n
(with-exception-handler
  (lambda (con)
    (cond ((string? con) (display con))
          (else (display "a warning has been issued")))
    42)
  (lambda () (+ (raise-continuable "should be a number") 23)))  ; => 65
; prints should be a number
(define (null-list? l)
  (cond ((pair? l) #f)
        ((null? l) #t)
        (else (error "null-list?: argument out of domain" l))))
(null-list? 5)                          ; error: null-list?: argument out of domain 5
(guard (e ((error-object? e) (list (error-object-message e) (error-object-irritants e)))) (error "a message" 1 "two" 'three))   ; => ("a message" (1 "two" three))
(map error-object? (list 'a 1 "x" (guard (e (#t e)) (error "x")) (guard (e (#t e)) (car 1)) (guard (e (#t e)) (raise 5))))     ; => (#f #f #f #t #t #f)
(list (read-error? 'x) (file-error? 'x) (read-error? (guard (e (#t e)) (error "x"))))   ; => (#f #f #f)
(read-error? (guard (e (#t e)) (read (open-input-string ")"))))         ; => #t
(file-error? (guard (e (#t e)) (open-input-file "/no/such/file")))      ; => #t
; A handler runs with the handlers outside it, and in the extent of the raise.
(with-exception-handler
  (lambda (e) (list 'outer e))
  (lambda () (with-exception-handler (lambda (e) (raise-continuable (list 'inner e))) (lambda () (raise-continuable 'x)))))     ; => (outer (inner x))
(let ((p (make-parameter 'out)))
  (with-exception-handler (lambda (e) (p)) (lambda () (parameterize ((p 'in)) (raise-continuable 1)))))         ; => in
(guard (e (#t (list 'again e))) (guard (e ((number? e) 'number)) (raise 'symbol)))      ; => (again symbol)
(guard (e ((string? e) 'string)) (raise-continuable 'continued-by-nobody))      ; raises continued-by-nobody
(let ((out '()))
  (guard (e (#t (reverse (cons 'caught out))))
    (dynamic-wind (lambda () (set! out (cons 'in out))) (lambda () (raise 'x)) (lambda () (set! out (cons 'out out))))))       ; => (in out caught)
(with-exception-handler (lambda (e) 10) (lambda () (+ 1 (guard (e ((string? e) 0)) (raise-continuable 'n)))))  ; => 11
(raise (list 1 2))                      ; raises (1 2)
(error "no irritants")                  ; error: no irritants
(error 'who "message:" 1 "two")         ; error: who: message: 1 "two"
(error-object-message 5)                ; error: error-object-message: expected an error object, got 5

; ---- 6.12 environments and evaluation

(eval '(* 7 3) (environment '(scheme base)))    ; => 21
(let ((f (eval '(lambda (f x) (f x x)) (environment '(scheme base))))) (f + 10))        ; => 20
(eval '(car 1) (environment '(prefix (only (scheme base) car quote) b:)))    ; error: unbound variable: car
(eval '(b:car (b:quote (1))) (environment '(prefix (only (scheme base) car quote) b:)))         ; => 1
(eval '(if) (environment '(scheme base)))       ; error: if: expected (if test then else), got (if)
(eval (list 'quote (vector 1 2)) (environment '(scheme base)))  ; => #(1 2)
(eval '(let-syntax ((m (syntax-rules () ((_ x) (list x x))))) (m 1)) (environment '(scheme base)))      ; => (1 1)
(environment '(no such library))        ; error: import: there is no library (no such library)
