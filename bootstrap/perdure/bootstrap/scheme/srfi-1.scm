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
      (let loop ((rest items))
        (if (pair? rest)
            (let ((next (cdr rest)))
              (f rest)
              (loop next))
            (check-end 'pair-for-each rest items)))
      (let loop ((rests (cons items others)))
        (if (every pair? rests)
            (let ((next (map cdr rests)))
              (apply f rests)
              (loop next))))))

(define (pair-fold f start items . others)
  (if (null? others)
      (let loop ((rest items) (made start))
        (if (pair? rest)
            (let ((next (cdr rest)))
              (loop next (f rest made)))
            (begin (check-end 'pair-fold rest items) made)))
      (let loop ((rests (cons items others)) (made start))
        (if (every pair? rests)
            (let ((next (map cdr rests)))
              (loop next (apply f (append rests (list made)))))
            made))))

(define (pair-fold-right f start items . others)
  (if (null? others)
      (fold f start (pair-fold cons '() items))
      (fold (lambda (rests made) (apply f (append rests (list made))))
            start
            (apply pair-fold
                   (lambda arguments
                     (let ((turned (reverse arguments)))
                       (cons (reverse (cdr turned)) (car turned))))
                   '() items others))))

; ---- up to an element that suits

(define (drop-while suits? items)
  (let loop ((rest items))
    (cond ((not (pair? rest)) (check-end 'drop-while rest items) '())
          ((suits? (car rest)) (loop (cdr rest)))
          (else rest))))

(define (take-while suits? items)
  (let loop ((rest items) (made '()))
    (cond ((not (pair? rest)) (check-end 'take-while rest items) (reverse made))
          ((suits? (car rest)) (loop (cdr rest) (cons (car rest) made)))
          (else (reverse made)))))

(define (span suits? items)
  (let loop ((rest items) (made '()))
    (cond ((not (pair? rest)) (check-end 'span rest items) (values (reverse made) '()))
          ((suits? (car rest)) (loop (cdr rest) (cons (car rest) made)))
          (else (values (reverse made) rest)))))

(define (break suits? items)
  (span (lambda (x) (not (suits? x))) items))

; ---- comparing and deleting

(define (list= same? . lists)
  (or (null? lists)
      (let next ((a (car lists)) (others (cdr lists)))
        (or (null? others)
            (let ((b (car others)))
              (let loop ((x a) (y b))
                (cond ((and (pair? x) (pair? y))
                       (and (same? (car x) (car y)) (loop (cdr x) (cdr y))))
                      ((or (pair? x) (pair? y)) #f)
                      (else (check-end 'list= x a)
                            (check-end 'list= y b)
                            (next b (cdr others))))))))))

(define (alist-delete key alist . same)
  (let ((same? (if (null? same) equal? (car same))))
    (remove (lambda (entry) (same? key (car entry))) alist)))

; ---- lists as sets

(define (lset<= same? . lists)
  (or (null? lists)
      (let loop ((a (car lists)) (others (cdr lists)))
        (or (null? others)
            (and (subset? same? a (car others))
                 (loop (car others) (cdr others)))))))

(define (subset? same? a b)
  (every (lambda (x) (member x b same?)) a))

(define (lset= same? . lists)
  (or (null? lists)
      (let loop ((a (car lists)) (others (cdr lists)))
        (or (null? others)
            (let ((b (car others)))
              (and (subset? same? a b)
                   (subset? (lambda (y x) (same? x y)) b a)
                   (loop b (cdr others))))))))

; Each element that the list lacks goes before it.
(define (added same? items found)
  (fold (lambda (x made)
          (if (any (lambda (known) (same? known x)) made)
              made
              (cons x made)))
        found
        items))

(define (lset-adjoin same? items . elements)
  (added same? elements items))

(define (lset-union same? . lists)
  (reduce (lambda (items found)
            (cond ((null? found) items)
                  ((eq? items found) found)
                  (else (added same? items found))))
          '()
          lists))

(define (lset-intersection same? items . others)
  (if (null? others)
      items
      (filter (lambda (x) (every (lambda (other) (member x other same?)) others))
              items)))

(define (lset-difference same? items . others)
  (if (null? others)
      items
      (remove (lambda (x) (any (lambda (other) (member x other same?)) others))
              items)))

(define (lset-xor same? . lists)
  (reduce (lambda (b a)
            (fold cons
                  (lset-difference same? b a)
                  (lset-difference same? a b)))
          '()
          lists))

(define (lset-diff+intersection same? items . others)
  (partition (lambda (x)
               (not (any (lambda (other) (member x other same?)) others)))
             items))
