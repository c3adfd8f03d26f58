; Lazy sequences: a list, or pairs that end in a generator, which makes the next pair when it
; is asked for. No more is made than that: what a procedure has given last is passed only
; when it is asked again.

(define (generator->lseq generator)
  (check-procedure 'generator->lseq generator)
  (let ((first (generator)))
    (if (eof-object? first) '() (cons first generator))))

(define (check-procedure who f)
  (if (not (procedure? f)) (%expected who "a procedure" f)))

; A circle is none.
(define (lseq? object)
  (let loop ((at object) (slow object) (moves? #f))
    (cond ((pair? at)
           (let ((at (cdr at)) (slow (if moves? (cdr slow) slow)))
             (and (not (eq? at slow)) (loop at slow (not moves?)))))
          (else (or (null? at) (procedure? at))))))

(define (non-empty who lseq)
  (if (not (pair? lseq)) (%expected who "a lazy sequence with an element" lseq))
  lseq)

; The rest of a pair, which is made at the first time.
(define (rest-of lseq)
  (let ((rest (cdr lseq)))
    (if (procedure? rest)
        (let ((next (rest)))
          (set-cdr! lseq (if (eof-object? next) '() (cons next rest)))
          (cdr lseq))
        rest)))

(define (lseq-car lseq) (car (non-empty 'lseq-car lseq)))
(define (lseq-first lseq) (car (non-empty 'lseq-first lseq)))
(define (lseq-cdr lseq) (rest-of (non-empty 'lseq-cdr lseq)))
(define (lseq-rest lseq) (rest-of (non-empty 'lseq-rest lseq)))

; A thunk that gives the sequence itself, then its rests one by one, and () from its end on.
; After ten thousand it looks once whether they are a circle.
(define (walker who lseq)
  (let ((at lseq) (count 0))
    (lambda ()
      (if (and (> count 0) (pair? at)) (set! at (rest-of at)))
      (set! count (+ count 1))
      (if (and (= count 10000) (not (lseq? at)))
          (%expected who "a lazy sequence, which is no circle" lseq))
      (if (null? at) '() (non-empty who at)))))

; The next pairs of several; #f as soon as one has none.
(define (next-of walkers)
  (let loop ((walkers walkers) (pairs '()))
    (if (null? walkers)
        (reverse pairs)
        (let ((pair ((car walkers))))
          (and (pair? pair) (loop (cdr walkers) (cons pair pairs)))))))

(define (walkers who lseq lseqs)
  (map-one (lambda (lseq) (walker who lseq)) (cons lseq lseqs)))

(define (map-one f items)
  (let loop ((items items) (made '()))
    (if (null? items) (reverse made) (loop (cdr items) (cons (f (car items)) made)))))

; ---- One sequence

(define (lseq=? same? one other)
  (check-procedure 'lseq=? same?)
  (or (eq? one other)
      (let ((next-one (walker 'lseq=? one)) (next-other (walker 'lseq=? other)))
        (let loop ()
          (let ((one (next-one)) (other (next-other)))
            (cond ((null? one) (null? other))
                  ((null? other) #f)
                  (else (and (same? (car one) (car other)) (loop)))))))))

(define (dropped who lseq count)
  (if (not (and (exact-integer? count) (>= count 0)))
      (%expected who "an exact integer from 0" count))
  (let loop ((at lseq) (count count))
    (if (= count 0) at (loop (rest-of (non-empty who at)) (- count 1)))))

(define (lseq-drop lseq count) (dropped 'lseq-drop lseq count))

(define (lseq-ref lseq index) (car (non-empty 'lseq-ref (dropped 'lseq-ref lseq index))))

(define (lseq-take lseq count)
  (if (not (and (exact-integer? count) (>= count 0)))
      (%expected 'lseq-take "an exact integer from 0" count))
  (let ((next (walker 'lseq-take lseq)))
    (generator->lseq
     (lambda ()
       (if (= count 0)
           (eof-object)
           (let ((pair (non-empty 'lseq-take (next))))
             (set! count (- count 1))
             (car pair)))))))

(define (lseq-realize lseq)
  (lseq-length lseq)
  lseq)

(define (lseq-length lseq)
  (let ((next (walker 'lseq-length lseq)))
    (let loop ((count 0))
      (if (null? (next)) count (loop (+ count 1))))))

(define (lseq->generator lseq)
  (let ((next (walker 'lseq->generator lseq)))
    (lambda ()
      (let ((pair (next)))
        (if (null? pair) (eof-object) (car pair))))))

(define (lseq-append . lseqs)
  (let ((next (lambda () '())))
    (generator->lseq
     (lambda ()
       (let loop ()
         (let ((pair (next)))
           (cond ((pair? pair) (car pair))
                 ((null? lseqs) (eof-object))
                 (else
                  (set! next (walker 'lseq-append (car lseqs)))
                  (set! lseqs (cdr lseqs))
                  (loop)))))))))

(define (kept who keeps? lseq)
  (let ((next (walker who lseq)))
    (generator->lseq
     (lambda ()
       (let loop ()
         (let ((pair (next)))
           (cond ((null? pair) (eof-object))
                 ((keeps? (car pair)) (car pair))
                 (else (loop)))))))))

(define (lseq-filter pred lseq)
  (check-procedure 'lseq-filter pred)
  (kept 'lseq-filter pred lseq))

(define (lseq-remove pred lseq)
  (check-procedure 'lseq-remove pred)
  (kept 'lseq-remove (lambda (item) (not (pred item))) lseq))

(define (lseq-take-while pred lseq)
  (check-procedure 'lseq-take-while pred)
  (let ((next (walker 'lseq-take-while lseq)))
    (generator->lseq
     (lambda ()
       (let ((pair (next)))
         (if (and (pair? pair) (pred (car pair))) (car pair) (eof-object)))))))

; ---- Searching

; The first pair whose element is accepted, else ().
(define (tail-where who accepts? lseq)
  (let ((next (walker who lseq)))
    (let loop ()
      (let ((pair (next)))
        (if (or (null? pair) (accepts? (car pair))) pair (loop))))))

(define (lseq-find pred lseq)
  (check-procedure 'lseq-find pred)
  (let ((tail (tail-where 'lseq-find pred lseq)))
    (and (pair? tail) (car tail))))

(define (lseq-find-tail pred lseq)
  (check-procedure 'lseq-find-tail pred)
  (let ((tail (tail-where 'lseq-find-tail pred lseq)))
    (and (pair? tail) tail)))

(define (lseq-drop-while pred lseq)
  (check-procedure 'lseq-drop-while pred)
  (tail-where 'lseq-drop-while (lambda (item) (not (pred item))) lseq))

(define lseq-member
  (case-lambda
    ((x lseq) (lseq-member x lseq equal?))
    ((x lseq same?)
     (check-procedure 'lseq-member same?)
     (member-by 'lseq-member same? x lseq))))

(define (lseq-memq x lseq) (member-by 'lseq-memq eq? x lseq))
(define (lseq-memv x lseq) (member-by 'lseq-memv eqv? x lseq))

(define (member-by who same? x lseq)
  (let ((tail (tail-where who (lambda (item) (same? x item)) lseq)))
    (and (pair? tail) tail)))

; ---- Several sequences

(define (lseq-map f lseq . lseqs)
  (check-procedure 'lseq-map f)
  (mapped 'lseq-map f lseq lseqs))

(define (lseq-zip lseq . lseqs) (mapped 'lseq-zip list lseq lseqs))

(define (mapped who f lseq lseqs)
  (let ((walkers (walkers who lseq lseqs)))
    (generator->lseq
     (lambda ()
       (let ((pairs (next-of walkers)))
         (if pairs (apply f (map-one car pairs)) (eof-object)))))))

(define (lseq-for-each f lseq . lseqs)
  (check-procedure 'lseq-for-each f)
  (let ((walkers (walkers 'lseq-for-each lseq lseqs)))
    (let loop ()
      (let ((pairs (next-of walkers)))
        (if pairs
            (begin
              (apply f (map-one car pairs))
              (loop)))))))

(define (lseq-any pred lseq . lseqs)
  (check-procedure 'lseq-any pred)
  (let ((walkers (walkers 'lseq-any lseq lseqs)))
    (let loop ()
      (let ((pairs (next-of walkers)))
        (and pairs (or (apply pred (map-one car pairs)) (loop)))))))

(define (lseq-every pred lseq . lseqs)
  (check-procedure 'lseq-every pred)
  (let ((walkers (walkers 'lseq-every lseq lseqs)))
    (let loop ((last #t))
      (let ((pairs (next-of walkers)))
        (if pairs
            (let ((value (apply pred (map-one car pairs))))
              (and value (loop value)))
            last)))))

(define (lseq-index pred lseq . lseqs)
  (check-procedure 'lseq-index pred)
  (let ((walkers (walkers 'lseq-index lseq lseqs)))
    (let loop ((index 0))
      (let ((pairs (next-of walkers)))
        (and pairs
             (if (apply pred (map-one car pairs)) index (loop (+ index 1))))))))
