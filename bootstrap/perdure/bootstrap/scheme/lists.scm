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

(define (map-1 f items)
  (let loop ((rest items) (made '()))
    (if (pair? rest)
        (loop (cdr rest) (cons (f (car rest)) made))
        (begin (check-end 'map rest rest)
               (reverse made)))))

(define (map-2 f left right)
  (let loop ((a left) (b right) (made '()))
    (if (and (pair? a) (pair? b))
        (loop (cdr a) (cdr b) (cons (f (car a) (car b)) made))
        (begin (check-ends 'map (list a b) (list left right))
               (reverse made)))))

(define (map-n f lists)
  (let loop ((rests lists) (made '()))
    (let ((now (cars rests)))
      (if now
          (loop (cdrs rests) (cons (apply f now) made))
          (begin (check-ends 'map rests lists)
                 (reverse made))))))

(define (for-each-1 f items)
  (let loop ((rest items))
    (if (pair? rest)
        (begin (f (car rest))
               (loop (cdr rest)))
        (check-end 'for-each rest rest))))

(define (for-each-2 f left right)
  (let loop ((a left) (b right))
    (if (and (pair? a) (pair? b))
        (begin (f (car a) (car b))
               (loop (cdr a) (cdr b)))
        (check-ends 'for-each (list a b) (list left right)))))

(define (for-each-n f lists)
  (let loop ((rests lists))
    (let ((now (cars rests)))
      (if now
          (begin (apply f now)
                 (loop (cdrs rests)))
          (check-ends 'for-each rests lists)))))

(define (append-map f items . others)
  (apply append
         (if (null? others) (map f items) (apply map f items others))))

(define (filter-map f items . others)
  (filter (lambda (x) x)
          (if (null? others) (map f items) (apply map f items others))))

; ---- searching

; The builtins `member` and `assoc` come here when they are given a predicate.

(define (member-by x items same?)
  (let loop ((rest items))
    (cond ((not (pair? rest)) (check-end 'member rest items) #f)
          ((same? x (car rest)) rest)
          (else (loop (cdr rest))))))

(define (assoc-by x entries same?)
  (let loop ((rest entries))
    (cond ((not (pair? rest)) (check-end 'assoc rest entries) #f)
          ((not (pair? (car rest))) (%expected 'assoc "a list of pairs" entries))
          ((same? x (caar rest)) (car rest))
          (else (loop (cdr rest))))))

(define (find-tail suits? items)
  (let loop ((rest items))
    (cond ((not (pair? rest)) (check-end 'find-tail rest items) #f)
          ((suits? (car rest)) rest)
          (else (loop (cdr rest))))))

(define (find suits? items)
  (let ((found (find-tail suits? items)))
    (if found (car found) #f)))

(define (list-index suits? items . others)
  (let loop ((lists (cons items others)) (k 0))
    (let ((now (cars lists)))
      (cond ((not now) (check-ends 'list-index lists (cons items others)) #f)
            ((apply suits? now) k)
            (else (loop (cdrs lists) (+ k 1)))))))

(define (any suits? items . others)
  (if (null? others)
      (let loop ((rest items))
        (cond ((not (pair? rest)) (check-end 'any rest items) #f)
              ((null? (cdr rest)) (suits? (car rest)))
              (else (or (suits? (car rest)) (loop (cdr rest))))))
      (let loop ((lists (cons items others)))
        (let ((now (cars lists)))
          (if now
              (or (apply suits? now) (loop (cdrs lists)))
              #f)))))

(define (every suits? items . others)
  (if (null? others)
      (let loop ((rest items))
        (cond ((not (pair? rest)) (check-end 'every rest items) #t)
              ((null? (cdr rest)) (suits? (car rest)))
              (else (and (suits? (car rest)) (loop (cdr rest))))))
      (let loop ((lists (cons items others)) (last #t))
        (let ((now (cars lists)))
          (if now
              (let ((answer (apply suits? now)))
                (and answer (loop (cdrs lists) answer)))
              last)))))

(define (count suits? items . others)
  (if (null? others)
      (let loop ((rest items) (k 0))
        (cond ((not (pair? rest)) (check-end 'count rest items) k)
              ((suits? (car rest)) (loop (cdr rest) (+ k 1)))
              (else (loop (cdr rest) k))))
      (let loop ((lists (cons items others)) (k 0))
        (let ((now (cars lists)))
          (cond ((not now) k)
                ((apply suits? now) (loop (cdrs lists) (+ k 1)))
                (else (loop (cdrs lists) k)))))))

; ---- choosing

; `filter`, `remove`, `fold` and `fold-left` are builtins, which come here where the
; procedure is no leaf, or with several lists.

(define (filter-by suits? items)
  (let loop ((rest items) (made '()))
    (cond ((not (pair? rest)) (check-end 'filter rest items) (reverse made))
          ((suits? (car rest)) (loop (cdr rest) (cons (car rest) made)))
          (else (loop (cdr rest) made)))))

(define (remove-by suits? items)
  (let loop ((rest items) (made '()))
    (cond ((not (pair? rest)) (check-end 'remove rest items) (reverse made))
          ((suits? (car rest)) (loop (cdr rest) made))
          (else (loop (cdr rest) (cons (car rest) made))))))

(define (partition suits? items)
  (let loop ((rest items) (in '()) (out '()))
    (cond ((not (pair? rest))
           (check-end 'partition rest items)
           (values (reverse in) (reverse out)))
          ((suits? (car rest)) (loop (cdr rest) (cons (car rest) in) out))
          (else (loop (cdr rest) in (cons (car rest) out))))))

(define (delete x items . same)
  (let ((same? (if (null? same) equal? (car same))))
    (remove (lambda (item) (same? x item)) (checked-list 'delete items))))

(define (delete-duplicates items . same)
  (let ((same? (if (null? same) equal? (car same))))
    (let loop ((rest items) (made '()))
      (cond ((not (pair? rest)) (check-end 'delete-duplicates rest items) (reverse made))
            ((member (car rest) made (lambda (x kept) (same? kept x))) (loop (cdr rest) made))
            (else (loop (cdr rest) (cons (car rest) made)))))))

; ---- folding

; (fold f start '(a b)) is (f b (f a start)).
(define (fold-n f start lists)
  (let loop ((lists lists) (made start))
    (let ((now (cars lists)))
      (if now
          (loop (cdrs lists) (apply f (append now (list made))))
          made))))

(define (fold-1 f start items)
  (let loop ((rest items) (made start))
    (if (pair? rest)
        (loop (cdr rest) (f (car rest) made))
        (begin (check-end 'fold rest rest) made))))

; (fold-left f start '(a b)) is (f (f start a) b).
(define (fold-left-n f start lists)
  (let loop ((lists lists) (made start))
    (let ((now (cars lists)))
      (if now
          (loop (cdrs lists) (apply f made now))
          made))))

(define (fold-left-1 f start items)
  (let loop ((rest items) (made start))
    (if (pair? rest)
        (loop (cdr rest) (f made (car rest)))
        (begin (check-end 'fold-left rest rest) made))))

; (fold-right f start '(a b)) is (f a (f b start)).
(define (fold-right f start items . others)
  (if (null? others)
      (let loop ((rest (reverse (checked-list 'fold-right items))) (made start))
        (if (pair? rest)
            (loop (cdr rest) (f (car rest) made))
            made))
      (let loop ((rows (reverse (apply map list items others))) (made start))
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
