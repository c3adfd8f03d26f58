; Lists.
;
; Results are gathered in reverse and then copied with `reverse`, never turned in
; place: a continuation captured in the middle may be entered again, and must find
; what it had gathered as it was.
;
; Where the procedure given is a leaf (it can only compute), a builtin does the whole
; work; it says #f, or gives the default object, where it cannot.

(define (assert truth . irritants)
  (if (not truth)
      (if (null? irritants)
          (error "assertion failed")
          (apply error "assertion failed:" irritants))))

; A loop that has run off its list calls this: the list must have ended properly. Where
; the procedure called may wait for long, the loop must not hold the whole list: then
; the rest stands for it.
(define (check-end who rest whole)
  (if (not (null? rest)) (%expected who "a list" whole)))

; What takes a list from its end, or leaves the walk to another, asks first.
(define (checked-list who items)
  (if (list? items) items (%expected who "a list" items)))

; As check-end, for lists walked side by side: the first that is no pair must be empty.
(define (check-ends who rests wholes)
  (if (pair? (car rests))
      (check-ends who (cdr rests) (cdr wholes))
      (check-end who (car rests) (car wholes))))

; A loop that a circular list would keep going for ever counts its steps down from this,
; by `one-less`, and looks once, after so many, whether the list has an end. Then it goes
; on below 0. To look before the first step would take as long as to walk a list of which
; the first element may do.
(define unguarded 10000)

(define-syntax one-less
  (syntax-rules ()
    ((_ left who rest whole)
     (if (eq? left 0) (refuse-circle who rest whole) (- left 1)))))

(define (refuse-circle who rest whole)
  (if (circular-list? rest) (%expected who "a list" whole) -1))

; As refuse-circle, for lists walked side by side: the walk ends if one of them does.
(define (refuse-circles who rests wholes)
  (let loop ((lists rests))
    (cond ((null? lists) (%expected who "a list" (car wholes)))
          ((circular-list? (car lists)) (loop (cdr lists)))
          (else -1))))

(define-syntax one-less-of-all
  (syntax-rules ()
    ((_ left who rests wholes)
     (if (eq? left 0) (refuse-circles who rests wholes) (- left 1)))))

; The cars and cdrs of several lists; #f where one of them has ended.
(define (cars lists)
  (let loop ((rest lists) (made '()))
    (cond ((null? rest) (reverse made))
          ((pair? (car rest)) (loop (cdr rest) (cons (caar rest) made)))
          (else #f))))

(define (cdrs lists)
  (let loop ((rest lists) (made '()))
    (if (null? rest)
        (reverse made)
        (loop (cdr rest) (cons (cdar rest) made)))))

; ---- one after the other

; `map` and `for-each` are builtins, which come here with one list, two, or more.

(define (map-1 f items) (map-one 'map f items))

(define (map-one who f items)
  (let loop ((rest items) (made '()) (left unguarded))
    (if (pair? rest)
        (loop (cdr rest) (cons (f (car rest)) made) (one-less left who rest rest))
        (begin (check-end who rest rest)
               (reverse made)))))

(define (map-2 f left right)
  (let loop ((a left) (b right) (made '()) (more unguarded))
    (if (and (pair? a) (pair? b))
        (loop (cdr a) (cdr b) (cons (f (car a) (car b)) made)
              (one-less-of-all more 'map (list a b) (list left right)))
        (begin (check-ends 'map (list a b) (list left right))
               (reverse made)))))

(define (map-n f lists) (map-all 'map f lists))

(define (map-all who f lists)
  (let loop ((rests lists) (made '()) (left unguarded))
    (let ((now (cars rests)))
      (if now
          (loop (cdrs rests) (cons (apply f now) made) (one-less-of-all left who rests lists))
          (begin (check-ends who rests lists)
                 (reverse made))))))

(define (for-each-1 f items)
  (let loop ((rest items) (left unguarded))
    (if (pair? rest)
        (begin (f (car rest))
               (loop (cdr rest) (one-less left 'for-each rest rest)))
        (check-end 'for-each rest rest))))

(define (for-each-2 f left right)
  (let loop ((a left) (b right) (more unguarded))
    (if (and (pair? a) (pair? b))
        (begin (f (car a) (car b))
               (loop (cdr a) (cdr b)
                     (one-less-of-all more 'for-each (list a b) (list left right))))
        (check-ends 'for-each (list a b) (list left right)))))

(define (for-each-n f lists)
  (let loop ((rests lists) (left unguarded))
    (let ((now (cars rests)))
      (if now
          (begin (apply f now)
                 (loop (cdrs rests) (one-less-of-all left 'for-each rests lists)))
          (check-ends 'for-each rests lists)))))

(define (append-map f items . others)
  (apply append (map-some 'append-map f items others)))

(define (filter-map f items . others)
  (filter (lambda (x) x) (map-some 'filter-map f items others)))

(define (map-some who f items others)
  (if (null? others)
      (map-one who f items)
      (map-all who f (cons items others))))

; ---- searching

; The builtins `member` and `assoc` come here when they are given a predicate.

(define (member-by x items same?)
  (let loop ((rest items) (left unguarded))
    (cond ((not (pair? rest)) (check-end 'member rest items) #f)
          ((same? x (car rest)) rest)
          (else (loop (cdr rest) (one-less left 'member rest items))))))

(define (assoc-by x entries same?)
  (let loop ((rest entries) (left unguarded))
    (cond ((not (pair? rest)) (check-end 'assoc rest entries) #f)
          ((not (pair? (car rest))) (%expected 'assoc "a list of pairs" entries))
          ((same? x (caar rest)) (car rest))
          (else (loop (cdr rest) (one-less left 'assoc rest entries))))))

(define (find-tail suits? items) (tail-from 'find-tail suits? items))

(define (tail-from who suits? items)
  (let loop ((rest items) (left unguarded))
    (cond ((not (pair? rest)) (check-end who rest items) #f)
          ((suits? (car rest)) rest)
          (else (loop (cdr rest) (one-less left who rest items))))))

(define (find suits? items)
  (let ((found (tail-from 'find suits? items)))
    (if found (car found) #f)))

(define (list-index suits? items . others)
  (let loop ((lists (cons items others)) (k 0))
    (let ((now (cars lists)))
      (cond ((not now) (check-ends 'list-index lists (cons items others)) #f)
            ((apply suits? now) k)
            (else
             (if (= k unguarded) (refuse-circles 'list-index lists (cons items others)))
             (loop (cdrs lists) (+ k 1)))))))

(define (any suits? items . others)
  (if (null? others)
      (let loop ((rest items) (left unguarded))
        (cond ((not (pair? rest)) (check-end 'any rest items) #f)
              ((null? (cdr rest)) (suits? (car rest)))
              (else (or (suits? (car rest))
                        (loop (cdr rest) (one-less left 'any rest items))))))
      (let loop ((now (cars (cons items others))) (lists (cons items others)) (left unguarded))
        (if now
            (let* ((rests (cdrs lists)) (next (cars rests)))
              (if next
                  (or (apply suits? now)
                      (loop next rests
                            (one-less-of-all left 'any lists (cons items others))))
                  (begin (check-ends 'any rests (cons items others))
                         (apply suits? now))))
            (begin (check-ends 'any lists (cons items others)) #f)))))

(define (every suits? items . others)
  (if (null? others)
      (let loop ((rest items) (left unguarded))
        (cond ((not (pair? rest)) (check-end 'every rest items) #t)
              ((null? (cdr rest)) (suits? (car rest)))
              (else (and (suits? (car rest))
                         (loop (cdr rest) (one-less left 'every rest items))))))
      (let loop ((now (cars (cons items others))) (lists (cons items others)) (left unguarded))
        (if now
            (let* ((rests (cdrs lists)) (next (cars rests)))
              (if next
                  (and (apply suits? now)
                       (loop next rests
                             (one-less-of-all left 'every lists (cons items others))))
                  (begin (check-ends 'every rests (cons items others))
                         (apply suits? now))))
            (begin (check-ends 'every lists (cons items others)) #t)))))

(define (count suits? items . others)
  (if (null? others)
      (let loop ((rest items) (k 0) (left unguarded))
        (if (pair? rest)
            (loop (cdr rest)
                  (if (suits? (car rest)) (+ k 1) k)
                  (one-less left 'count rest items))
            (begin (check-end 'count rest items) k)))
      (let loop ((lists (cons items others)) (k 0) (left unguarded))
        (let ((now (cars lists)))
          (if now
              (loop (cdrs lists)
                    (if (apply suits? now) (+ k 1) k)
                    (one-less-of-all left 'count lists (cons items others)))
              (begin (check-ends 'count lists (cons items others)) k))))))

; ---- choosing

; `filter`, `remove`, `fold` and `fold-left` are builtins, which come here where the
; procedure is no leaf, or with several lists.

(define (filter-by suits? items) (chosen 'filter suits? items))

(define (chosen who suits? items)
  (let loop ((rest items) (made '()) (left unguarded))
    (if (pair? rest)
        (loop (cdr rest)
              (if (suits? (car rest)) (cons (car rest) made) made)
              (one-less left who rest items))
        (begin (check-end who rest items) (reverse made)))))

(define (remove-by suits? items) (left-over 'remove suits? items))

(define (left-over who suits? items)
  (let loop ((rest items) (made '()) (left unguarded))
    (if (pair? rest)
        (loop (cdr rest)
              (if (suits? (car rest)) made (cons (car rest) made))
              (one-less left who rest items))
        (begin (check-end who rest items) (reverse made)))))

(define (partition suits? items) (parted 'partition suits? items))

(define (parted who suits? items)
  (let loop ((rest items) (in '()) (out '()) (left unguarded))
    (cond ((not (pair? rest))
           (check-end who rest items)
           (values (reverse in) (reverse out)))
          ((suits? (car rest))
           (loop (cdr rest) (cons (car rest) in) out (one-less left who rest items)))
          (else
           (loop (cdr rest) in (cons (car rest) out) (one-less left who rest items))))))

(define (delete x items . same)
  (let ((same? (if (null? same) equal? (car same))))
    (left-over 'delete (lambda (item) (same? x item)) (checked-list 'delete items))))

(define (delete-duplicates items . same)
  (let ((same? (if (null? same) equal? (car same))))
    (let loop ((rest (checked-list 'delete-duplicates items)) (made '()))
      (cond ((not (pair? rest)) (check-end 'delete-duplicates rest items) (reverse made))
            ((member (car rest) made (lambda (x kept) (same? kept x))) (loop (cdr rest) made))
            (else (loop (cdr rest) (cons (car rest) made)))))))

; ---- folding

; (fold f start '(a b)) is (f b (f a start)).
(define (fold-n f start lists)
  (let loop ((rests lists) (made start) (left unguarded))
    (let ((now (cars rests)))
      (if now
          (loop (cdrs rests)
                (apply f (append now (list made)))
                (one-less-of-all left 'fold rests lists))
          (begin (check-ends 'fold rests lists) made)))))

(define (fold-1 f start items)
  (let loop ((rest items) (made start) (left unguarded))
    (if (pair? rest)
        (loop (cdr rest) (f (car rest) made) (one-less left 'fold rest rest))
        (begin (check-end 'fold rest rest) made))))

; (fold-left f start '(a b)) is (f (f start a) b).
(define (fold-left-n f start lists)
  (let loop ((rests lists) (made start) (left unguarded))
    (let ((now (cars rests)))
      (if now
          (loop (cdrs rests)
                (apply f made now)
                (one-less-of-all left 'fold-left rests lists))
          (begin (check-ends 'fold-left rests lists) made)))))

(define (fold-left-1 f start items)
  (let loop ((rest items) (made start) (left unguarded))
    (if (pair? rest)
        (loop (cdr rest) (f made (car rest)) (one-less left 'fold-left rest rest))
        (begin (check-end 'fold-left rest rest) made))))

; (fold-right f start '(a b)) is (f a (f b start)).
(define (fold-right f start items . others)
  (if (null? others)
      (let loop ((rest (reverse (checked-list 'fold-right items))) (made start))
        (if (pair? rest)
            (loop (cdr rest) (f (car rest) made))
            made))
      (let loop ((rows (reverse (map-all 'fold-right list (cons items others)))) (made start))
        (if (pair? rows)
            (loop (cdr rows) (apply f (append (car rows) (list made))))
            made))))

(define (reduce f otherwise items)
  (if (null? items)
      otherwise
      (let ((items (checked-list 'reduce items)))
        (fold f (car items) (cdr items)))))

(define (reduce-right f otherwise items)
  (if (null? items)
      otherwise
      (let ((turned (reverse (checked-list 'reduce-right items))))
        (fold f (car turned) (cdr turned)))))

; ---- making

(define (list-tabulate count f)
  (if (not (exact-nonnegative-integer? count))
      (%expected 'list-tabulate "a size (an exact integer from 0)" count))
  (let loop ((k 0) (made '()))
    (if (< k count)
        (loop (+ k 1) (cons (f k) made))
        (reverse made))))
