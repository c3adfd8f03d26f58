"""Programs whose every site is tried, with what an unbroken run prints and gives.

`(test-pause x)` waits and then gives x.
"""

from __future__ import annotations

PROGRAMS: dict[str, tuple[str, str]] = {
    "branches": (
        """(define (f x)
             (if (if (odd? x) (test-pause #t) (< x 4))
                 (+ 1 (test-pause x))
                 (let ((y (test-pause (* x 10))))
                   (if (test-pause #f) 'never (- (test-pause y) x)))))
           (list (f 1) (f 2) (f 8))""",
        "=> (2 3 72)",
    ),
    "nested lets": (
        """(define (f a)
             (let* ((b (test-pause (+ a 1)))
                    (c (let ((d (test-pause b)) (e (test-pause a))) (* d (test-pause e)))))
               (let ((a (test-pause c))) (list a b c))))
           (f 5)""",
        "=> (30 6 30)",
    ),
    "operands from left to right": (
        """(define (f) (list (test-pause 1) (vector-ref (vector 5 6) 1) (test-pause 2)
                             (+ (test-pause 3) (test-pause 4)) (car (test-pause '(9)))))
           (f)""",
        "=> (1 6 2 7 9)",
    ),
    "a loop": (
        """(define (sum n)
             (let loop ((i 0) (acc '()))
               (if (< i n) (loop (+ i 1) (cons (test-pause i) acc)) (test-pause acc))))
           (sum 5)""",
        "=> (4 3 2 1 0)",
    ),
    "a loop in the middle of a procedure": (
        """(define (f n)
             (let ((total (let loop ((i 0) (acc 0))
                            (cond ((= i n) (test-pause acc))
                                  ((odd? i) (loop (+ i 1) (+ acc (test-pause i))))
                                  (else (loop (+ i 1) acc))))))
               (display total)
               (* 2 (test-pause total))))
           (f 6)""",
        "9=> 18",
    ),
    "loops in loops": (
        """(define (pairs n)
             (let outer ((i 0) (acc '()))
               (if (= i n)
                   (reverse acc)
                   (let inner ((j 0) (acc acc))
                     (cond ((= j i) (outer (+ i 1) acc))
                           ((and (= i 3) (= j 2)) (test-pause (reverse acc)))
                           (else (inner (+ j 1) (cons (test-pause (list i j)) acc))))))))
           (list (pairs 3) (pairs 5))""",
        "=> (((1 0) (2 0) (2 1)) ((1 0) (2 0) (2 1) (3 0) (3 1)))",
    ),
    "an inner loop with a way out of both": (
        """(define (find-pair n)
             (let ((found
                    (let outer ((i 1))
                      (if (> i n)
                          'none
                          (let inner ((j 1))
                            (cond ((> j i) (outer (+ i 1)))
                                  ((= (* i j) 12) (list i j))
                                  (else (test-pause j) (inner (+ j 1)))))))))
               (list 'found found)))
           (list (find-pair 3) (find-pair 9))""",
        "=> ((found none) (found (4 3)))",
    ),
    "rest arguments": (
        """(define (f a . more)
             (test-pause a)
             (if (null? more) a (cons a (apply f (test-pause more)))))
           (define g (lambda all (let ((n (test-pause (length all)))) (cons n all))))
           (list (f 1 2 3) (g) (g 'x 'y))""",
        "=> ((1 2 . 3) (0) (2 x y))",
    ),
    "closures in loops": (
        """(define (makers)
             (do ((i 0 (+ i 1))
                  (acc '() (cons (lambda () (test-pause (* i i))) acc)))
                 ((= i 4) (reverse acc))))
           (map (lambda (f) (f)) (makers))""",
        "=> (0 1 4 9)",
    ),
    "assigned variables": (
        """(define (counter)
             (let ((n 0) (log '()))
               (list (lambda () (set! n (+ n (test-pause 1))) (set! log (cons n log)) n)
                     (lambda () (test-pause log)))))
           (define c (counter))
           (define (twice) (+ ((car c)) ((car c))))
           (let ((sum (twice))) (set! sum (* 10 sum)) (test-pause #f) (list sum ((cadr c))))""",
        "=> (30 (2 1))",
    ),
    "mutual recursion": (
        """(define (f n)
             (define (even? n) (if (= n 0) #t (odd? (- n 1))))
             (define (odd? n) (if (= n 0) #f (begin (test-pause n) (even? (- n 1)))))
             (even? n))
           (list (f 4) (f 7))""",
        "=> (#t #f)",
    ),
    "local recursion with free variables": (
        """(define (f a b)
             (define (down n) (if (= n 0) (list a) (cons (test-pause (* n b)) (down (- n 1)))))
             (define (up n) (if (> n b) '() (append (down n) (up (+ n 1)))))
             (up 1))
           (f 'end 3)""",
        "=> (3 end 6 3 end 9 6 3 end)",
    ),
    "deep recursion": (
        """(define (count n) (if (= n 0) (test-pause 0) (+ 1 (count (- n 1)))))
           (count 300)""",
        "=> 300",
    ),
    "tail calls to values": (
        """(define (cps n k) (if (= n 0) (k (test-pause 1)) (cps (- n 1) (lambda (v) (k (* v n))))))
           (cps 6 (lambda (v) (test-pause v)))""",
        "=> 720",
    ),
    "winding": (
        """(define (note x) (display x))
           (define k #f)
           (define n 0)
           (define (f)
             (dynamic-wind
               (lambda () (note "[") (test-pause 1))
               (lambda () (call/cc (lambda (c) (set! k c))) (test-pause 2) (note "."))
               (lambda () (test-pause 3) (note "]")))
             (set! n (+ n 1))
             (if (< n 3) (k #f) n))
           (f)""",
        "[.][.][.]=> 3",
    ),
    "generators by re-entry": (
        """(define (generator items)
             (define return #f)
             (define (next)
               (for-each
                 (lambda (item)
                   (call/cc (lambda (k)
                     (set! next (lambda () (k #f)))
                     (return (test-pause item)))))
                 items)
               (return 'done))
             (lambda () (call/cc (lambda (r) (set! return r) (next)))))
           (define g (generator '(a b)))
           (define a (g)) (define b (g)) (define c (g))
           (list a b c)""",
        "=> (a b done)",
    ),
    "handlers": (
        """(define (try thunk)
             (guard (e ((symbol? e) (list 'symbol (test-pause e)))
                       ((string? e) (test-pause e))
                       ((error-object? e) (error-object-message e)))
               (dynamic-wind (lambda () (display "<")) thunk (lambda () (display ">")))))
           (list (try (lambda () (raise (test-pause 'oops))))
                 (try (lambda () (test-pause 5)))
                 (try (lambda () (+ 1 (raise-continuable "s"))))
                 (with-exception-handler
                   (lambda (e) (test-pause 40))
                   (lambda () (+ 2 (raise-continuable 'more))))
                 (try (lambda () (car (test-pause 7)))))""",
        '<><><><>=> ((symbol oops) 5 "s" 42 "car: expected a pair, got 7")',
    ),
    "parameters and promises": (
        """(define p (make-parameter 1 (lambda (x) (* 10 x))))
           (define lazy (delay (begin (display "once") (test-pause (p)))))
           (define (f) (parameterize ((p (test-pause 2))) (list (p) (force lazy) (test-pause (p)))))
           (list (f) (p) (force lazy))""",
        "once=> ((20 20 20) 10 20)",
    ),
    "multiple values": (
        """(define (two) (values (test-pause 1) (test-pause 2)))
           (define-values (x . y) (two))
           (let*-values (((a b) (two)) ((c) (test-pause (+ a b))))
             (list x y a b c (call-with-values two (lambda all (test-pause all)))))""",
        "=> (1 (2) 1 2 3 (1 2))",
    ),
    "sharing": (
        """(define shared (list 1 2))
           (define (f x y) (test-pause #f) (set-car! x 9) (test-pause #f) (list (eq? x y) y))
           (f shared shared)""",
        "=> (#t (9 2))",
    ),
    "strings, records and vectors": (
        """(define-record-type point (make-point x y) point? (x point-x set-point-x!) (y point-y))
           (define (f)
             (let ((v (make-vector 3 0)) (p (make-point 1 2)) (s (string #\\a #\\b)))
               (vector-set! v (test-pause 1) (test-pause 'one))
               (set-point-x! p (test-pause v))
               (string-set! s 1 (test-pause #\\z))
               (list (point-x p) s (point? (test-pause p)))))
           (f)""",
        '=> (#(0 one 0) "az" #t)',
    ),
    "sorting and mapping": (
        """(define (f)
             (list (sort (list 3 1 2) (lambda (a b) (< (test-pause a) b)))
                   (map (lambda (x y) (+ (test-pause x) y)) '(1 2) '(10 20))
                   (vector-map (lambda (x) (test-pause (* x x))) #(1 2 3))
                   (let ((acc '())) (for-each (lambda (x) (set! acc (cons (test-pause x) acc))) '(a b)) acc)))
           (f)""",
        "=> ((1 2 3) (11 22) #(1 4 9) (b a))",
    ),
    "a way out of a loop": (
        """(define (index-of x items)
             (call/cc (lambda (return)
               (let loop ((rest items) (i 0))
                 (cond ((null? rest) #f)
                       ((eq? (car rest) x) (return i))
                       (else (loop (cdr rest) (+ i 1))))))))
           (list (index-of 'c '(a b c d)) (index-of 'x '(a b)) (+ 1 (index-of 'a '(a))))""",
        "=> (2 #f 1)",
    ),
    "a way out that a wait comes before": (
        """(define (f)
             (+ 1 (call/cc (lambda (k) (test-pause 1) (for-each (lambda (x) (if (> x 1) (k x)))
                                                               (list 1 (test-pause 2) 3)) 0))))
           (list (f) (f))""",
        "=> (3 3)",
    ),
    "a continuation that outlives its call": (
        """(define saved '())
           (define n 0)
           (define (f)
             (let ((x (+ 100 (call/cc (lambda (k) (set! saved (cons k saved)) 1)))))
               (set! n (+ n 1))
               (list x n)))
           (define first (f))
           (if (< n 3) ((car saved) (* n 10)) #f)
           (list first n (length saved))""",
        "=> ((120 3) 3 1)",
    ),
    "an inner one kept while an outer one is thrown to": (
        """(define inner #f)
           (define count 0)
           (define (f)
             (let ((got (call/cc (lambda (out)
                      (let ((v (+ 1 (call/cc (lambda (in) (set! inner in) (out 'left))))))
                        (list 'resumed v))))))
               (set! count (+ count 1))
               (test-pause #f)
               (if (eq? got 'left) (inner 41) (list got count))))
           (f)""",
        "=> ((resumed 42) 2)",
    ),
    "one thrown to from a deeper one": (
        """(define (f)
             (call/cc (lambda (a)
               (+ 1 (call/cc (lambda (b)
                 (+ 10 (call/cc (lambda (c) (if (test-pause #t) (b 5) (c 6)))))))
                  (call/cc (lambda (c) (a (list 'out (c 7)))))))))
           (f)""",
        "=> 13",
    ),
    "raising through call/cc": (
        """(define k #f)
           (define n 0)
           (define (f)
             (guard (e ((symbol? e) (list 'outer e)))
               (guard (e ((string? e) (list 'inner e)))
                 (+ 1 (call/cc (lambda (c) (set! k c) (raise 'oops)))))))
           (define (g)
             (guard (e ((number? e) (list 'g e)))
               (+ 1 (call/cc (lambda (c) (set! k c) (if (= n 0) (raise 7) 2))))))
           (define one (f))
           (define two (g))
           (set! n (+ n 1))
           (list one two n (if (= n 1) (k 40) 'end))""",
        "=> ((outer oops) 41 2 end)",
    ),
    "reraising to a handler that goes on": (
        """(define (f)
             (with-exception-handler
               (lambda (e) (test-pause (* 2 e)))
               (lambda ()
                 (+ 1 (guard (e ((string? e) 'never))
                   (dynamic-wind (lambda () (display "<"))
                                 (lambda () (+ 10 (raise-continuable 4)))
                                 (lambda () (display ">"))))))))
           (f)""",
        "<><>=> 19",
    ),
    "call/cc in tail position": (
        """(define (f n k) (if (= n 0) (k (test-pause 'end)) (call/cc (lambda (c) (f (- n 1) c)))))
           (list (call/cc (lambda (k) (f 5 k))))""",
        "=> (end)",
    ),
}
