; Vectors of numbers. Twelve kinds share the code of their procedures, whose name is the one
; that SRFI 160 gives them all: `who` is the name that a kind's has, for errors. As everywhere,
; results are gathered in a list first, so that a continuation entered again finds what it had
; gathered as it was.

(define-syntax define-for-kinds
  (syntax-rules ()
    ((_ (maker who kind) (name . formals) body ...)
     (define (maker who kind)
       (define (name . formals) body ...)
       name))))

(define (elements-of-all who kind v others)
  (map (lambda (each) (%numbers->list who kind each)) (cons v others)))

; ---- making

; What f gives for the indices from start up (or down) to end, without it, the last one
; first; beside its element f gives the next seed.
(define (unfolded f start end step seed)
  (let loop ((k start) (seed seed) (made '()))
    (if (= k end)
        made
        (let-values (((element next) (f k seed)))
          (loop (+ k step) next (cons element made))))))

(define (checked-size who size)
  (if (exact-nonnegative-integer? size)
      size
      (%expected who "a size (an exact integer from 0)" size)))

(define-for-kinds (unfolding who kind) (@vector-unfold f size seed)
  (%list->numbers who kind (reverse (unfolded f 0 (checked-size who size) 1 seed))))

(define-for-kinds (unfolding-right who kind) (@vector-unfold-right f size seed)
  (%list->numbers who kind (unfolded f (- (checked-size who size) 1) -1 -1 seed)))

(define-for-kinds (unfolding-into who kind) (@vector-unfold! f v start end seed)
  (%numbers-limits who kind v start end)
  (%numbers-copy! who kind v start (reverse (unfolded f start end 1 seed)))
  v)

(define-for-kinds (unfolding-into-right who kind) (@vector-unfold-right! f v start end seed)
  (%numbers-limits who kind v start end)
  (%numbers-copy! who kind v start (unfolded f (- end 1) (- start 1) -1 seed))
  v)

; ---- one after the other

(define-for-kinds (folding who kind) (@vector-fold f start v . others)
  (apply fold-left f start (elements-of-all who kind v others)))

; By rows of the elements that have one index, as many as the shortest vector has.
(define-for-kinds (folding-right who kind) (@vector-fold-right f start v . others)
  (let loop ((rest (reverse (apply map list (elements-of-all who kind v others))))
             (made start))
    (if (null? rest)
        made
        (loop (cdr rest) (apply f made (car rest))))))

(define-for-kinds (mapping who kind) (@vector-map f v . others)
  (%list->numbers who kind (apply map f (elements-of-all who kind v others))))

(define-for-kinds (mapping-into who kind) (@vector-map! f v . others)
  (%numbers-copy! who kind v 0 (apply map f (elements-of-all who kind v others))))

(define-for-kinds (doing-for-each who kind) (@vector-for-each f v . others)
  (apply for-each f (elements-of-all who kind v others)))

(define-for-kinds (counting who kind) (@vector-count suits? v . others)
  (apply count suits? (elements-of-all who kind v others)))

(define-for-kinds (cumulating who kind) (@vector-cumulate f start v)
  (let loop ((rest (%numbers->list who kind v)) (last start) (made '()))
    (if (null? rest)
        (%list->numbers who kind (reverse made))
        (let ((next (f last (car rest))))
          (loop (cdr rest) next (cons next made))))))

; ---- looking for elements

(define (first-index who kind suits? v others)
  (apply list-index suits? (elements-of-all who kind v others)))

; From the right: all of one length.
(define (last-index who kind suits? v others)
  (let* ((all (elements-of-all who kind v others))
         (size (length (car all))))
    (for-each (lambda (each)
                (if (not (= (length each) size))
                    (error who "expected vectors of one length, got lengths" size (length each))))
              (cdr all))
    (let ((found (apply list-index suits? (map reverse all))))
      (and found (- size found 1)))))

(define (denied suits?)
  (lambda elements (not (apply suits? elements))))

(define-for-kinds (finding-index who kind) (@vector-index suits? v . others)
  (first-index who kind suits? v others))

(define-for-kinds (finding-index-right who kind) (@vector-index-right suits? v . others)
  (last-index who kind suits? v others))

(define-for-kinds (finding-skip who kind) (@vector-skip suits? v . others)
  (first-index who kind (denied suits?) v others))

(define-for-kinds (finding-skip-right who kind) (@vector-skip-right suits? v . others)
  (last-index who kind (denied suits?) v others))

(define-for-kinds (suiting-any who kind) (@vector-any suits? v . others)
  (apply any suits? (elements-of-all who kind v others)))

(define-for-kinds (suiting-every who kind) (@vector-every suits? v . others)
  (apply every suits? (elements-of-all who kind v others)))

; ---- parts

; How many elements of a list suit, from the first on.
(define (leading suits? items)
  (let loop ((rest items) (k 0))
    (if (and (pair? rest) (suits? (car rest)))
        (loop (cdr rest) (+ k 1))
        k)))

(define-for-kinds (taking-while who kind) (@vector-take-while suits? v)
  (let ((items (%numbers->list who kind v)))
    (%list->numbers who kind (take items (leading suits? items)))))

(define-for-kinds (dropping-while who kind) (@vector-drop-while suits? v)
  (let ((items (%numbers->list who kind v)))
    (%list->numbers who kind (drop items (leading suits? items)))))

(define-for-kinds (taking-while-right who kind) (@vector-take-while-right suits? v)
  (let ((items (reverse (%numbers->list who kind v))))
    (%list->numbers who kind (reverse (take items (leading suits? items))))))

(define-for-kinds (dropping-while-right who kind) (@vector-drop-while-right suits? v)
  (let ((items (reverse (%numbers->list who kind v))))
    (%list->numbers who kind (reverse (drop items (leading suits? items))))))

(define-for-kinds (filtering who kind) (@vector-filter suits? v)
  (%list->numbers who kind (filter suits? (%numbers->list who kind v))))

(define-for-kinds (removing who kind) (@vector-remove suits? v)
  (%list->numbers who kind (remove suits? (%numbers->list who kind v))))

(define-for-kinds (parting who kind) (@vector-partition suits? v)
  (let-values (((in out) (partition suits? (%numbers->list who kind v))))
    (values (%list->numbers who kind (append in out)) (length in))))

; ---- generators, and output

(define-for-kinds (generating who kind) (make-@vector-generator v)
  (let ((rest (%numbers->list who kind v)))
    (lambda ()
      (if (null? rest)
          (eof-object)
          (let ((first (car rest)))
            (set! rest (cdr rest))
            first)))))

(define-for-kinds (writing who kind) (write-@vector v . port)
  (%numbers-limits who kind v 0 0)
  (apply write v port))
