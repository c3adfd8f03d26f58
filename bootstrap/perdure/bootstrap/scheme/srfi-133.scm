; The procedures of SRFI 133 that call procedures and are not among (perdure sequences).
; Results are gathered in a list first, as everywhere.

; What f gives for the indices from start up (or down) to end, without it, the last
; one first; beside its element f gives the seeds of the next call.
(define (generated f start end step seeds)
  (if (null? seeds)
      (let loop ((k start) (made '()))
        (if (= k end)
            made
            (loop (+ k step) (cons (f k) made))))
      (let loop ((k start) (seeds seeds) (made '()))
        (if (= k end)
            made
            (let-values (((element . seeds) (apply f k seeds)))
              (loop (+ k step) seeds (cons element made)))))))

(define (checked-size who size)
  (if (exact-nonnegative-integer? size)
      size
      (%expected who "a size (an exact integer from 0)" size)))

(define (vector-unfold f size . seeds)
  (reverse-list->vector
   (generated f 0 (checked-size 'vector-unfold size) 1 seeds)))

(define (vector-unfold-right f size . seeds)
  (list->vector
   (generated f (- (checked-size 'vector-unfold-right size) 1) -1 -1 seeds)))

(define (vector-unfold! f items start end . seeds)
  (%vector-limits 'vector-unfold! items start end)
  (vector-copy! items start (reverse-list->vector (generated f start end 1 seeds))))

(define (vector-unfold-right! f items start end . seeds)
  (%vector-limits 'vector-unfold-right! items start end)
  (vector-copy! items start
                (list->vector (generated f (- end 1) (- start 1) -1 seeds))))

(define (vector= same? . vectors)
  (apply list= same? (all-items 'vector= vectors)))

(define (list= same? . lists)
  (or (null? lists)
      (let next ((a (car lists)) (others (cdr lists)))
        (or (null? others)
            (and (= (length a) (length (car others)))
                 (every same? a (car others))
                 (next (car others) (cdr others)))))))

; (vector-fold-right f start #(a b)) is (f (f start b) a).
(define (vector-fold-right f start items . others)
  (if (null? others)
      (fold-left f start (reverse-vector->list items))
      (let loop ((rows (reverse (apply map list (all-items 'vector-fold-right (cons items others)))))
                 (made start))
        (if (null? rows)
            made
            (loop (cdr rows) (apply f made (car rows)))))))

(define (vector-map! f items . others)
  (vector-copy! items 0 (apply vector-map f items others)))

(define (vector-cumulate f start items)
  (let loop ((rest (vector->list items)) (last start) (made '()))
    (if (null? rest)
        (reverse-list->vector made)
        (let ((next (f last (car rest))))
          (loop (cdr rest) next (cons next made))))))

(define (vector-any suits? items . others)
  (apply any suits? (all-items 'vector-any (cons items others))))

(define (vector-every suits? items . others)
  (apply every suits? (all-items 'vector-every (cons items others))))

(define (vector-skip suits? items . others)
  (apply vector-index (lambda elements (not (apply suits? elements))) items others))

; From the right: all of one length.
(define (vector-index-right suits? items . others)
  (index-right 'vector-index-right suits? items others))

(define (vector-skip-right suits? items . others)
  (index-right 'vector-skip-right
               (lambda elements (not (apply suits? elements)))
               items others))

(define (index-right who suits? items others)
  (let ((size (vector-length items)))
    (for-each (lambda (other)
                (if (not (= (vector-length other) size))
                    (%expected who "vectors of one length" other)))
              others)
    (let loop ((k (- size 1)))
      (cond ((< k 0) #f)
            ((if (null? others)
                 (suits? (vector-ref items k))
                 (apply suits?
                        (map (lambda (each) (vector-ref each k)) (cons items others))))
             k)
            (else (loop (- k 1)))))))

(define (vector-partition suits? items)
  (let-values (((in out) (partition suits? (vector->list items))))
    (values (list->vector (append in out)) (length in))))
