; Comparators: a type test, an equality, an ordering and a hash function in one object.

(define-record-type comparator
  (%make-comparator type-test equality ordering hash ordered? hashable?)
  comparator?
  (type-test comparator-type-test-predicate)
  (equality comparator-equality-predicate)
  (ordering comparator-ordering-predicate)
  (hash comparator-hash-function)
  (ordered? comparator-ordered?)
  (hashable? comparator-hashable?))

; A type test of #t stands for any object.
(define (make-comparator type-test equality ordering hash)
  (for-each (lambda (f) (if (not (procedure? f)) (%expected 'make-comparator "a procedure" f)))
            (list (if (eq? type-test #t) any-object? type-test) equality
                  (or ordering no-ordering) (or hash no-hash)))
  (%make-comparator (if (eq? type-test #t) any-object? type-test)
                    equality
                    (or ordering no-ordering)
                    (or hash no-hash)
                    (if ordering #t #f)
                    (if hash #t #f)))

(define (any-object? x) #t)

(define (no-ordering a b)
  (error 'comparator "this comparator has no ordering predicate; cannot compare" a b))

(define (no-hash x)
  (error 'comparator "this comparator has no hash function; cannot hash" x))

(define (comparator-test-type comparator x)
  ((comparator-type-test-predicate comparator) x))

(define (comparator-check-type comparator x)
  (or (comparator-test-type comparator x)
      (%expected 'comparator-check-type "what the comparator takes" x)))

(define (comparator-hash comparator x)
  ((comparator-hash-function comparator) x))

; ---- hashes

; Tables are stored, so what a key hashes to must be the same in every run.
(define-syntax hash-bound (syntax-rules () ((_) 4294967296)))
(define-syntax hash-salt (syntax-rules () ((_) 374761393)))

(define (mixed hash other)
  (modulo (+ (* hash 31) other 7) (hash-bound)))

; ---- comparators of parts

(define (make-pair-comparator of-car of-cdr)
  (make-comparator
   (lambda (x)
     (and (pair? x)
          (comparator-test-type of-car (car x))
          (comparator-test-type of-cdr (cdr x))))
   (lambda (a b)
     (and (=? of-car (car a) (car b))
          (=? of-cdr (cdr a) (cdr b))))
   (and (comparator-ordered? of-car) (comparator-ordered? of-cdr)
        (lambda (a b)
          (if (=? of-car (car a) (car b))
              (<? of-cdr (cdr a) (cdr b))
              (<? of-car (car a) (car b)))))
   (and (comparator-hashable? of-car) (comparator-hashable? of-cdr)
        (lambda (x)
          (mixed (comparator-hash of-car (car x)) (comparator-hash of-cdr (cdr x)))))))

(define (make-list-comparator of-element type-test empty? head tail)
  (make-comparator
   (lambda (x)
     (and (type-test x)
          (let loop ((rest x))
            (or (empty? rest)
                (and (comparator-test-type of-element (head rest))
                     (loop (tail rest)))))))
   (lambda (a b)
     (let loop ((a a) (b b))
       (cond ((empty? a) (empty? b))
             ((empty? b) #f)
             (else (and (=? of-element (head a) (head b))
                        (loop (tail a) (tail b)))))))
   (and (comparator-ordered? of-element)
        (lambda (a b)
          (let loop ((a a) (b b))
            (cond ((empty? a) (not (empty? b)))
                  ((empty? b) #f)
                  ((=? of-element (head a) (head b)) (loop (tail a) (tail b)))
                  (else (<? of-element (head a) (head b)))))))
   (and (comparator-hashable? of-element)
        (lambda (x)
          (let loop ((rest x) (hash 1))
            (if (empty? rest)
                hash
                (loop (tail rest) (mixed hash (comparator-hash of-element (head rest))))))))))

(define (make-vector-comparator of-element type-test length ref)
  (make-comparator
   (lambda (x)
     (and (type-test x)
          (let ((size (length x)))
            (let loop ((k 0))
              (or (= k size)
                  (and (comparator-test-type of-element (ref x k))
                       (loop (+ k 1))))))))
   (lambda (a b)
     (let ((size (length a)))
       (and (= size (length b))
            (let loop ((k 0))
              (or (= k size)
                  (and (=? of-element (ref a k) (ref b k))
                       (loop (+ k 1))))))))
   (and (comparator-ordered? of-element)
        (lambda (a b)
          (let ((size (length a)) (other (length b)))
            (if (= size other)
                (let loop ((k 0))
                  (cond ((= k size) #f)
                        ((=? of-element (ref a k) (ref b k)) (loop (+ k 1)))
                        (else (<? of-element (ref a k) (ref b k)))))
                (< size other)))))
   (and (comparator-hashable? of-element)
        (lambda (x)
          (let ((size (length x)))
            (let loop ((k 0) (hash 2))
              (if (= k size)
                  hash
                  (loop (+ k 1) (mixed hash (comparator-hash of-element (ref x k)))))))))))

; ---- default comparators

; What programs have registered, the first first. Objects of the standard kinds are
; compared and hashed by the builtins; these are asked about all others. Of those that
; no comparator knows each is equal to itself alone.
(define registered '())

(define (comparator-register-default! comparator)
  (if (not (comparator? comparator))
      (%expected 'comparator-register-default! "a comparator" comparator))
  (set! registered (append registered (list comparator))))

(define (registered-for x)
  (find (lambda (comparator) (comparator-test-type comparator x)) registered))

(define (place-of comparator)
  (or (list-index (lambda (other) (eq? other comparator)) registered)
      (length registered)))

(define (default-compare a b)
  (let ((order (%default-compare a b)))
    (if (default-object? order)
        (compare-with-registered a b)
        order)))

(define (compare-with-registered a b)
  (cond ((and (pair? a) (pair? b))
         (let ((order (default-compare (car a) (car b))))
           (if (= order 0) (default-compare (cdr a) (cdr b)) order)))
        ((and (vector? a) (vector? b))
         (let loop ((k 0))
           (let ((order (default-compare (vector-ref a k) (vector-ref b k))))
             (if (= order 0) (loop (+ k 1)) order))))
        (else
         (let ((of-a (registered-for a)) (of-b (registered-for b)))
           (cond ((not (eq? of-a of-b)) (if (< (place-of of-a) (place-of of-b)) -1 1))
                 ((not of-a) (if (< (eqv-hash a) (eqv-hash b)) -1 1))
                 ((=? of-a a b) 0)
                 ((<? of-a a b) -1)
                 (else 1))))))

(define (default-equal? a b)
  (= (default-compare a b) 0))

(define (default-less? a b)
  (< (default-compare a b) 0))

(define (default-hash x . ignored)
  (if (null? registered)
      (%default-hash x)
      (let hashed ((x x))
        (cond ((pair? x)
               (let loop ((rest x) (hash 3))
                 (if (pair? rest)
                     (loop (cdr rest) (mixed hash (hashed (car rest))))
                     (mixed hash (hashed rest)))))
              ((vector? x)
               (fold (lambda (element hash) (mixed hash (hashed element)))
                     4
                     (vector->list x)))
              ((registered-for x) => (lambda (comparator) (comparator-hash comparator x)))
              (else (%default-hash x))))))

(define default-comparator
  (make-comparator any-object? default-equal? default-less? default-hash))

(define eq-comparator (make-comparator any-object? eq? #f default-hash))
(define eqv-comparator (make-comparator any-object? eqv? #f default-hash))
(define equal-comparator (make-comparator any-object? equal? #f default-hash))

(define (make-default-comparator) default-comparator)
(define (make-eq-comparator) eq-comparator)
(define (make-eqv-comparator) eqv-comparator)
(define (make-equal-comparator) equal-comparator)

; The procedure by which a hash table that is made with this comparator compares keys.
(define (comparator-table-equivalence comparator)
  (if (and (eq? comparator default-comparator) (null? registered))
      default=?
      (comparator-equality-predicate comparator)))

; ---- comparing

; Whether the relation holds between each object and the next.
(define (chain? related? a b more)
  (and (related? a b)
       (or (null? more)
           (chain? related? b (car more) (cdr more)))))

(define (=? comparator a b . more)
  (chain? (comparator-equality-predicate comparator) a b more))

(define (<? comparator a b . more)
  (chain? (comparator-ordering-predicate comparator) a b more))

(define (>? comparator a b . more)
  (let ((less? (comparator-ordering-predicate comparator)))
    (chain? (lambda (a b) (less? b a)) a b more)))

(define (<=? comparator a b . more)
  (let ((less? (comparator-ordering-predicate comparator)))
    (chain? (lambda (a b) (not (less? b a))) a b more)))

(define (>=? comparator a b . more)
  (let ((less? (comparator-ordering-predicate comparator)))
    (chain? (lambda (a b) (not (less? a b))) a b more)))

(define-syntax comparator-if<=>
  (syntax-rules ()
    ((_ a b less equal greater)
     (comparator-if<=> default-comparator a b less equal greater))
    ((_ comparator a b less equal greater)
     (let ((c comparator) (x a) (y b))
       (cond ((<? c x y) less)
             ((=? c x y) equal)
             (else greater))))))
