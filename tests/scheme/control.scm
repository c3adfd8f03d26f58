; R7RS 6.10: procedures that call procedures, continuations, dynamic-wind, several values.

; ---- procedure?, apply

(list (procedure? car) (procedure? 'car) (procedure? (lambda (x) x)) (procedure? '(lambda (x) x)))
; => (#t #f #t #f)
(call/cc procedure?)                    ; => #t
(apply + (list 3 4))                    ; => 7
(apply + 1 2 '(3 4))                    ; => 10
(apply list '())                        ; => ()
(define (compose f g) (lambda args (f (apply g args))))
((compose sqrt *) 12 75)                ; => 30
(apply apply (list + '(1 2)))           ; => 3
(apply + 1)                             ; error: apply: expected a list as its last argument, got 1
(apply + '(1 . 2))                      ; error: apply: expected a list as its last argument, got (1 . 2)
(apply (lambda (a b) a) '(1))           ; error: procedure: expected 2 arguments, got 1
(apply 5 '())                           ; error: not a procedure: 5
(apply car)                             ; error: apply: expected at least 2 arguments, got 1

; ---- map, for-each and their like

(map cadr '((a b) (d e) (g h)))         ; => (b e h)
(map (lambda (n) (expt n n)) '(1 2 3 4 5))      ; => (1 4 27 256 3125)
(map + '(1 2 3) '(4 5 6))               ; => (5 7 9)
(map + '(1 2 3) '(10 20))               ; => (11 22)
(map list '(1 2) '(a b) '(x y z))       ; => ((1 a x) (2 b y))
(map car '())                           ; => ()
(let ((count 0)) (map (lambda (ignored) (set! count (+ count 1)) count) '(a b)))        ; => (1 2)
(let ((v (make-vector 5)))
  (for-each (lambda (i) (vector-set! v i (* i i))) '(0 1 2 3 4))
  v)                                    ; => #(0 1 4 9 16)
(for-each (lambda (a b) (display (+ a b)) (display ";")) '(1 2) '(10 20))
; prints 11;22;
(map + '(1 2) 5)                        ; error: map: expected a list, got 5
(map + '(1 2) '(1) 'x)                  ; error: map: expected a list, got x
(map + '(1) '(1 . 2))                   ; => (2)
(for-each + '(1 2) '(1 . 2))            ; error: for-each: expected a list, got (1 . 2)
(let ((ones '#0=(1 . #0#))) (map + '(1 2 3) ones))      ; => (2 3 4)
(string-map char-foldcase "AbdEgH")     ; => "abdegh"
(string-map (lambda (c) (integer->char (+ 1 (char->integer c)))) "HAL")         ; => "IBM"
(string-map (lambda (c k) ((if (eqv? k #\u) char-upcase char-downcase) c)) "studlycaps xxx" "ululululul")
; => "StUdLyCaPs"
(vector-map cadr '#((a b) (d e) (g h))) ; => #(b e h)
(vector-map + #(1 2) #(10 20 30))       ; => #(11 22)
(let ((l '())) (string-for-each (lambda (c) (set! l (cons (char->integer c) l))) "abcde") l)
; => (101 100 99 98 97)
(let ((l '())) (vector-for-each (lambda (x) (set! l (cons x l))) #(1 2 3)) l)   ; => (3 2 1)
(list (map car 5))                      ; error: map: expected a list, got 5 at 1:7
(list (map car '(1)))                   ; error: car: expected a pair, got 1 at 1:7
(list (map (lambda (x) (car x)) '((1) 2)))      ; error: car: expected a pair, got 2 at 1:24
(list (map 5 '(1)))                     ; error: not a procedure: 5
(list (for-each car '(1)))              ; error: car: expected a pair, got 1
(list (vector-map car '(1)))            ; error: vector-map: expected a vector, got (1)
(list (string-map char-upcase 'a))      ; error: string-map: expected a string, got a
(list (string-map (lambda (c) 1) "abc"))        ; error: string-map: expected characters as results, got 1

(list (reduce + 0 5))                   ; error: reduce: expected a list, got 5
(list (fold-right cons '() '(1 . 2)))   ; error: fold-right: expected a list, got (1 . 2)
(list (fold + 0 5))                     ; error: fold: expected a list, got 5
(list (delete 1 5))                     ; error: delete: expected a list, got 5
(list (assoc 1 '(1) =))                 ; error: assoc: expected a list of pairs, got (1)
(list (list-tabulate 'a car))           ; error: list-tabulate: expected a size (an exact integer from 0), got a
(list (list-index even? 5))             ; error: list-index: expected a list, got 5
(list (fold-right cons '() '(1 2)) (fold cons '() '(1 2)) (fold-left list '() '(1 2)) (reduce + 0 '(1 2 3)))    ; => ((1 2) (2 1) ((() 1) 2) 6)

; ---- call/cc

(call/cc (lambda (k) (* 5 4)))          ; => 20
(call/cc (lambda (k) (* 5 (k 4))))      ; => 4
(+ 2 (call-with-current-continuation (lambda (k) (* 5 (k 4)))))         ; => 6
(call-with-current-continuation
  (lambda (exit)
    (for-each (lambda (x) (if (negative? x) (exit x))) '(54 0 37 -3 245 19))
    #t))                                ; => -3
(define (list-length obj)
  (call/cc
    (lambda (return)
      (letrec ((r (lambda (obj)
                    (cond ((null? obj) 0)
                          ((pair? obj) (+ (r (cdr obj)) 1))
                          (else (return #f))))))
        (r obj)))))
(list (list-length '(1 2 3 4)) (list-length '(a b . c)))        ; => (4 #f)
; A continuation may be called after its expression has returned.
(define k #f)
(+ 1 (call/cc (lambda (c) (set! k c) 1)))       ; => 2
(k 41)                                  ; => 42
(k 1)                                   ; => 2
; It may be called often; each time what follows is done again.
(define n 0)
(define results '())
(let ((x (call/cc (lambda (c) (set! k c) 0))))
  (set! results (cons x results))
  (set! n (+ n 1))
  (if (< n 4) (k n) (reverse results))) ; => (0 1 2 3)
(call/cc 5)                             ; error: call/cc: expected a procedure, got 5
(list (call/cc (lambda () 1)))          ; error: procedure: expected 0 arguments, got 1
; Generators by re-entry.
(define (make-generator l)
  (define return #f)
  (define (next)
    (for-each (lambda (x) (call/cc (lambda (go-on) (set! next (lambda () (go-on #f))) (return x)))) l)
    (return 'done))
  (lambda () (call/cc (lambda (r) (set! return r) (next)))))
(define g (make-generator '(a b c)))
(let* ((x (g)) (y (g)) (z (g)) (end (g))) (list x y z end))     ; => (a b c done)
; Two trees are compared leaf by leaf, by two coroutines.
(define (tree-walker tree)
  (define caller #f)
  (define (walk t)
    (cond ((null? t) 'skip)
          ((pair? t) (walk (car t)) (walk (cdr t)))
          (else (call/cc (lambda (rest) (set! resume (lambda () (rest #f))) (caller t))))))
  (define resume (lambda () (walk tree) (caller '*end*)))
  (lambda () (call/cc (lambda (c) (set! caller c) (resume)))))
(define (same-fringe? a b)
  (let ((ga (tree-walker a)) (gb (tree-walker b)))
    (let loop ()
      (let* ((x (ga)) (y (gb)))
        (cond ((not (eq? x y)) #f) ((eq? x '*end*) #t) (else (loop)))))))
(list (same-fringe? '(1 (2 3)) '((1 2) 3)) (same-fringe? '(1 2 3) '(1 3 2)))    ; => (#t #f)
; The procedure that map calls returns twice: the first result is not disturbed by the second.
(let ((k* #f) (y* 1))
  (set! y* (* (call/cc (lambda (k) (set! k* k) 2)) y*))
  (if (< y* 100) (k* 3) y*))            ; => 162
(define kk #f)
(define seen '())
(define (again!)
  (let ((r (map (lambda (x) (call/cc (lambda (c) (if (= x 2) (set! kk c)) x))) '(1 2 3))))
    (set! seen (cons r seen))
    (if (< (length seen) 3) (kk (* 10 (length seen))) (reverse seen))))
(again!)                                ; => ((1 2 3) (1 10 3) (1 20 3))
; Likewise for vector-map, and for string-map.
(define vk #f)
(let* ((count 0) (r (vector-map (lambda (x) (call/cc (lambda (c) (if (= x 1) (set! vk c)) x))) #(1 2 3))))
  (set! count (+ count 1))
  (if (eqv? (vector-ref r 0) 1) (vk 'other) (list r count)))    ; => (#(other 2 3) 2)
; A known hard case: letrec whose initializers are entered again.
(let ((cont #f))
  (letrec ((x (call/cc (lambda (c) (set! cont c) 0)))
           (y (call/cc (lambda (c) (set! cont c) 0))))
    (if cont
        (let ((c cont)) (set! cont #f) (set! x 1) (set! y 1) (c 0))
        (+ x y))))                      ; => 1
(letrec ((x (call/cc list)) (y (call/cc list)))
  (cond ((procedure? x) (x (pair? y))) ((procedure? y) (y (pair? x))))
  (let ((x (car x)) (y (car y)))
    (and (call/cc x) (call/cc y) (call/cc x))))         ; => #t
(let ((r '()))
  (let ((w (let ((v 1)) (set! v (+ (call/cc (lambda (c0) (set! r (cons c0 r)) v)) v)) (if (pair? r) v 0))))
    (let ((c (car r)))
      (if (<= w 4) (c w) w))))          ; => 8
; Continuations compose with several values.
(call-with-values (lambda () (call/cc (lambda (k) (k 1 2)))) list)      ; => (1 2)
(call-with-values (lambda () (call/cc (lambda (k) (k)))) list)          ; => ()
(call/cc (lambda (k) (call-with-values (lambda () (k 'through)) list))) ; => through
(call/cc (lambda (k) (apply k '(1))))   ; => 1
(procedure? k)                          ; => #t
k                                       ; => #<continuation>
(define r #f)
(+ 1 (+ 2 (+ 3 (call/cc (lambda (k) (set! r k) 4)))))   ; => 10
(+ 1000 (r 5))                          ; => 11

; ---- proper tail calls: none of these loops takes space

(define (loop n) (if (= n 0) 'done (loop (- n 1))))
(loop 300000)                           ; => done
(define (ev? n) (if (= n 0) #t (od? (- n 1))))
(define (od? n) (if (= n 0) #f (ev? (- n 1))))
(ev? 300000)                            ; => #t
(define (count-with f n) (if (= n 0) 'counted (f f (- n 1))))
(count-with count-with 300000)          ; => counted
(define (by-apply n) (if (= n 0) 'applied (apply by-apply (list (- n 1)))))
(by-apply 100000)                       ; => applied
(define (by-cond n) (cond ((= n 0) 'end) (else (by-cond (- n 1)))))
(by-cond 100000)                        ; => end
(define (by-arrow n) (cond ((= n 0) 'end) ((- n 1) => by-arrow)))
(by-arrow 100000)                       ; => end
(define (by-case n) (case n ((0) 'end) (else => (lambda (n) (by-case (- n 1))))))
(by-case 100000)                        ; => end
(define (by-and n) (and #t (or #f (if (= n 0) 'end (by-and (- n 1))))))
(by-and 100000)                         ; => end
(define (by-when n) (when #t (unless #f (if (= n 0) 'end (begin (by-when (- n 1)))))))
(by-when 100000)                        ; => end
(define (by-let n) (let ((m (- n 1))) (let* () (letrec () (if (< m 0) 'end (by-let m))))))
(by-let 100000)                         ; => end
(define (by-do n) (do () (#t (if (= n 0) 'end (by-do (- n 1))))))
(by-do 100000)                          ; => end
(define (by-values n) (call-with-values (lambda () (values n 1)) (lambda (a b) (if (= a 0) 'end (by-values (- a b))))))
(by-values 100000)                      ; => end
(define (by-call/cc n) (call/cc (lambda (k) (if (= n 0) 'end (by-call/cc (- n 1))))))
(by-call/cc 20000)                      ; => end
(define (by-throw n) (call/cc (lambda (k) (if (= n 0) (k 'end) (by-throw (- n 1))))))
(by-throw 20000)                        ; => end
(define by-case-lambda (case-lambda ((n) (by-case-lambda n 0)) ((n acc) (if (= n 0) acc (by-case-lambda (- n 1) (+ acc 1))))))
(by-case-lambda 100000)                 ; => 100000
(define (by-guard n) (guard (e ((= e 0) 'end) (#t (by-guard (- e 1)))) (raise n)))
(by-guard 5000)                         ; => end
(define (cps n k) (if (= n 0) (k 0) (cps (- n 1) (lambda (v) (k (+ v 1))))))
(cps 100000 (lambda (v) v))             ; => 100000

; ---- recursion is bounded by memory alone

(define (deep n) (if (= n 0) 0 (+ 1 (deep (- n 1)))))
(deep 100000)                           ; => 100000
(define (build n) (if (= n 0) '() (cons n (build (- n 1)))))
(length (build 100000))                 ; => 100000
(apply + (map (lambda (x) 1) (build 100000)))   ; => 100000
; A continuation out of the depth, and back into it.
(define inner #f)
(define (dig n) (if (= n 0) (call/cc (lambda (k) (set! inner k) 0)) (+ 1 (dig (- n 1)))))
(define tries 0)
(let ((v (dig 20000)))
  (set! tries (+ tries 1))
  (if (< tries 3) (inner tries) v))     ; => 20002

; ---- dynamic-wind

(define path '())
(define (add s) (set! path (cons s path)))
(define wind-k #f)
(dynamic-wind
  (lambda () (add 'connect))
  (lambda () (add (call/cc (lambda (c0) (set! wind-k c0) 'talk1))))
  (lambda () (add 'disconnect)))
(if (< (length path) 4) (wind-k 'talk2) (reverse path))
(reverse path)                          ; => (connect talk1 disconnect connect talk2 disconnect)
(dynamic-wind (lambda () 1) (lambda () 2) (lambda () 3))        ; => 2
(call-with-values (lambda () (dynamic-wind (lambda () 0) (lambda () (values 1 2)) (lambda () 0))) list)
; => (1 2)
(set! path '())
(call/cc (lambda (k) (dynamic-wind (lambda () (add 'in)) (lambda () (k 'left)) (lambda () (add 'out)))))        ; => left
(reverse path)                          ; => (in out)
; Jumping between two extents leaves the one and enters the other, through what they share.
(set! path '())
(let ((k1 #f) (done #f))
  (dynamic-wind
    (lambda () (add 'in))
    (lambda ()
      (dynamic-wind
        (lambda () (add 'in1))
        (lambda () (call/cc (lambda (k) (set! k1 k))))
        (lambda () (add 'out1)))
      (if (not done)
          (dynamic-wind
            (lambda () (add 'in2))
            (lambda () (set! done #t) (k1 #f))
            (lambda () (add 'out2)))))
    (lambda () (add 'out)))
  (reverse path))                       ; => (in in1 out1 in2 out2 in1 out1 out)
; Inner winds are left first and entered last.
(set! path '())
(let ((k #f) (again #t))
  (dynamic-wind
    (lambda () (add 'a))
    (lambda () (dynamic-wind (lambda () (add 'b)) (lambda () (call/cc (lambda (c) (set! k c))) (add 'body)) (lambda () (add 'B))))
    (lambda () (add 'A)))
  (if again (begin (set! again #f) (k #f)))
  (reverse path))                       ; => (a b body B A a b body B A)
; A jump out of an after thunk, and one out of a before thunk.
(set! path '())
(call/cc (lambda (k) (dynamic-wind (lambda () (add 1)) (lambda () (add 2)) (lambda () (add 3) (k 'from-after)))))       ; => from-after
(reverse path)                          ; => (1 2 3)
(call/cc (lambda (k) (dynamic-wind (lambda () (k 'from-before)) (lambda () (add 4)) (lambda () (add 5)))))      ; => from-before
(reverse path)                          ; => (1 2 3)
; An error that is caught outside runs the after thunk first.
(set! path '())
(guard (e (#t (add 'handled) e))
  (dynamic-wind (lambda () (add 'in)) (lambda () (raise 'oops)) (lambda () (add 'out))))        ; => oops
(reverse path)                          ; => (in out handled)
; Within before and after, the dynamic state is that outside.
(define p (make-parameter 'outside))
(set! path '())
(define back #f)
(define turns 0)
(parameterize ((p 'around))
  (dynamic-wind
    (lambda () (add (p)))
    (lambda () (parameterize ((p 'inside)) (call/cc (lambda (k) (set! back k))) (add (p))))
    (lambda () (add (p)))))
(set! turns (+ turns 1))
(if (< turns 3) (back #f))
(reverse path)                          ; => (around inside around around inside around)
(list (dynamic-wind 1 (lambda () 2) (lambda () 3)))     ; error: not a procedure: 1

; ---- values

(call-with-values (lambda () (values 4 5)) (lambda (a b) b))    ; => 5
(call-with-values * -)                  ; => -1
(call-with-values (lambda () 1) list)   ; => (1)
(call-with-values values list)          ; => ()
(+ 1 (values 2))                        ; => 3
(call-with-values (lambda () (values 1 2)) (lambda (a) a))      ; error: procedure: expected 1 argument, got 2
(list (call-with-values 5 list))        ; error: not a procedure: 5
(begin (values 1 2) 'after)             ; => after
(values 'one)                           ; => one
(let-values (((a b) (let loop ((i 0)) (if (< i 5) (loop (+ i 1)) (values i 'end))))) (list a b))        ; => (5 end)
