; The procedures of SRFI 1 that call procedures and are not among (perdure lists).

(define append-map! append-map)
(define map! map)
(define map-in-order map)

; ---- unfolding

(define (unfold stop? f next seed . tail)
  (let loop ((seed seed) (made '()))
    (if (stop? seed)
        (append-reverse made (if (null? tail) '() ((car tail) seed)))
        (loop (next seed) (cons (f seed) made)))))

(define (unfold-right stop? f next seed . tail)
  (let loop ((seed seed) (made (if (null? tail) '() (car tail))))
    (if (stop? seed)
        made
        (loop (next seed) (cons (f seed) made)))))

; ---- over sublists

; The cdrs are taken before the call, which may cut the pairs that it is given.
(define (pair-for-each f items . others)
  (if (null? others)
      (let loop ((rest items) (left unguarded))
        (if (pair? rest)
            (let ((next (cdr rest)))
              (f rest)
              (loop next (one-less left 'pair-for-each next items)))
            (check-end 'pair-for-each rest items)))
      (let loop ((rests (cons items others)) (left unguarded))
        (if (every pair? rests)
            (let ((next (map cdr rests)))
              (apply f rests)
              (loop next (one-less-of-all left 'pair-for-each next (cons items others))))
            (check-ends 'pair-for-each rests (cons items others))))))

(define (pair-fold f start items . others)
  (if (null? others)
      (fold-pairs 'pair-fold f start items)
      (fold-rests 'pair-fold
                  (lambda (rests made) (apply f (append rests (list made))))
                  start
                  (cons items others))))

(define (fold-pairs who f start items)
  (let loop ((rest items) (made start) (left unguarded))
    (if (pair? rest)
        (let ((next (cdr rest)))
          (loop next (f rest made) (one-less left who next items)))
        (begin (check-end who rest items) made))))

; `f` is given the sublists as one list.
(define (fold-rests who f start lists)
  (let loop ((rests lists) (made start) (left unguarded))
    (if (every pair? rests)
        (let ((next (map cdr rests)))
          (loop next (f rests made) (one-less-of-all left who next lists)))
        (begin (check-ends who rests lists) made))))

(define (pair-fold-right f start items . others)
  (if (null? others)
      (fold f start (fold-pairs 'pair-fold-right cons '() items))
      (fold (lambda (rests made) (apply f (append rests (list made))))
            start
            (fold-rests 'pair-fold-right cons '() (cons items others)))))

; ---- up to an element that suits

(define (drop-while suits? items)
  (let loop ((rest items) (left unguarded))
    (cond ((not (pair? rest)) (check-end 'drop-while rest items) '())
          ((suits? (car rest)) (loop (cdr rest) (one-less left 'drop-while rest items)))
          (else rest))))

(define (take-while suits? items)
  (let loop ((rest items) (made '()) (left unguarded))
    (cond ((not (pair? rest)) (check-end 'take-while rest items) (reverse made))
          ((suits? (car rest))
           (loop (cdr rest) (cons (car rest) made) (one-less left 'take-while rest items)))
          (else (reverse made)))))

(define (span suits? items) (cut-where 'span suits? items))

(define (cut-where who suits? items)
  (let loop ((rest items) (made '()) (left unguarded))
    (cond ((not (pair? rest)) (check-end who rest items) (values (reverse made) '()))
          ((suits? (car rest))
           (loop (cdr rest) (cons (car rest) made) (one-less left who rest items)))
          (else (values (reverse made) rest)))))

(define (break suits? items)
  (cut-where 'break (lambda (x) (not (suits? x))) items))

; ---- comparing and deleting

(define (list= same? . lists)
  (check-lists 'list= lists)
  (or (null? lists)
      (let next ((a (car lists)) (others (cdr lists)))
        (or (null? others)
            (let loop ((x a) (y (car others)))
              (cond ((and (pair? x) (pair? y))
                     (and (same? (car x) (car y)) (loop (cdr x) (cdr y))))
                    ((or (pair? x) (pair? y)) #f)
                    (else (next (car others) (cdr others)))))))))

(define (check-lists who lists)
  (for-each (lambda (items) (checked-list who items)) lists))

(define (alist-delete key alist . same)
  (let ((same? (if (null? same) equal? (car same))))
    (left-over 'alist-delete
               (lambda (entry)
                 (if (not (pair? entry)) (%expected 'alist-delete "a list of pairs" alist))
                 (same? key (car entry)))
               alist)))

; ---- lists as sets
;
; The order in which `same?` gets its two arguments is part of the SRFI: the element of
; the list that is named first comes first.

(define (in? x items same?)
  (any (lambda (item) (same? x item)) items))

(define (subset? same? a b)
  (every (lambda (x) (in? x b same?)) a))

(define (turned same?)
  (lambda (y x) (same? x y)))

(define (lset<= same? . lists)
  (check-lists 'lset<= lists)
  (or (null? lists)
      (let loop ((a (car lists)) (others (cdr lists)))
        (or (null? others)
            (and (subset? same? a (car others))
                 (loop (car others) (cdr others)))))))

(define (lset= same? . lists)
  (check-lists 'lset= lists)
  (or (null? lists)
      (let loop ((a (car lists)) (others (cdr lists)))
        (or (null? others)
            (let ((b (car others)))
              (and (subset? same? a b)
                   (subset? (turned same?) b a)
                   (loop b (cdr others))))))))

; Each element that the list lacks goes before it.
(define (added same? items found)
  (fold (lambda (x made)
          (if (in? x made (turned same?)) made (cons x made)))
        found
        items))

(define (lset-adjoin same? items . elements)
  (added same? elements (checked-list 'lset-adjoin items)))

(define (lset-union same? . lists)
  (check-lists 'lset-union lists)
  (reduce (lambda (items found)
            (cond ((null? found) items)
                  ((eq? items found) found)
                  (else (added same? items found))))
          '()
          lists))

(define (lset-intersection same? items . others)
  (check-lists 'lset-intersection (cons items others))
  (if (null? others)
      items
      (filter (lambda (x) (every (lambda (other) (in? x other same?)) others))
              items)))

(define (lset-difference same? items . others)
  (check-lists 'lset-difference (cons items others))
  (without same? items others))

(define (without same? items others)
  (if (null? others)
      items
      (remove (lambda (x) (any (lambda (other) (in? x other same?)) others))
              items)))

(define (lset-xor same? . lists)
  (check-lists 'lset-xor lists)
  (reduce (lambda (b a)
            (fold cons
                  (without (turned same?) b (list a))
                  (without same? a (list b))))
          '()
          lists))

(define (lset-diff+intersection same? items . others)
  (check-lists 'lset-diff+intersection (cons items others))
  (partition (lambda (x)
               (not (any (lambda (other) (in? x other same?)) others)))
             items))
