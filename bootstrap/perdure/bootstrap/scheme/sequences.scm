; Vectors and strings. As with lists, results are gathered in a list, so that a
; continuation entered again finds what it had gathered as it was.

(define (shortest length-of items others)
  (fold (lambda (other least) (min least (length-of other)))
        (length-of items)
        others))

; These say what was wrong under the name of the procedure that was called.
(define (size-of who items)
  (if (vector? items) (vector-length items) (%expected who "a vector" items)))

(define (items-of who items)
  (if (vector? items) (vector->list items) (%expected who "a vector" items)))

(define (characters-of who s)
  (if (string? s) (string->list s) (%expected who "a string" s)))

(define (string-from who made)
  (let ((wrong (find-tail (lambda (c) (not (char? c))) made)))
    (if wrong (%expected who "characters as results" (car wrong)))
    (list->string made)))

(define (vector-map f items . others)
  (if (null? others)
      (or (%vector-map-leaf f items)
          (let ((size (size-of 'vector-map items)))
            (let loop ((k 0) (made '()))
              (if (< k size)
                  (loop (+ k 1) (cons (f (vector-ref items k)) made))
                  (list->vector (reverse made))))))
      (list->vector (apply map f (all-items 'vector-map (cons items others))))))

(define (vector-for-each f items . others)
  (if (null? others)
      (let ((size (size-of 'vector-for-each items)))
        (let loop ((k 0))
          (if (< k size)
              (begin (f (vector-ref items k))
                     (loop (+ k 1))))))
      (apply for-each f (all-items 'vector-for-each (cons items others)))))

; The lists of the elements of several vectors.
(define (all-items who vectors)
  (map (lambda (each) (items-of who each)) vectors))

(define (vector-index suits? items . others)
  (if (null? others)
      (let ((size (size-of 'vector-index items)))
        (let loop ((k 0))
          (cond ((= k size) #f)
                ((suits? (vector-ref items k)) k)
                (else (loop (+ k 1))))))
      (apply list-index suits? (all-items 'vector-index (cons items others)))))

(define (vector-count suits? items . others)
  (if (null? others)
      (let ((size (size-of 'vector-count items)))
        (let loop ((k 0) (found 0))
          (cond ((= k size) found)
                ((suits? (vector-ref items k)) (loop (+ k 1) (+ found 1)))
                (else (loop (+ k 1) found)))))
      (apply count suits? (all-items 'vector-count (cons items others)))))

; (vector-fold f start #(a b)) is (f (f start a) b).
(define (vector-fold f start items . others)
  (if (null? others)
      (let ((size (size-of 'vector-fold items)))
        (let loop ((k 0) (made start))
          (if (< k size)
              (loop (+ k 1) (f made (vector-ref items k)))
              made)))
      (apply fold-left f start (all-items 'vector-fold (cons items others)))))

; The index of an element for which (compare element x) is 0, in a vector sorted so
; that it is below 0 for the elements before it and above 0 for those after; or #f.
(define (vector-binary-search items x compare)
  (let loop ((low 0) (high (size-of 'vector-binary-search items)))
    (if (>= low high)
        #f
        (let* ((middle (quotient (+ low high) 2))
               (order (compare (vector-ref items middle) x)))
          (cond ((= order 0) middle)
                ((< order 0) (loop (+ middle 1) high))
                (else (loop low middle)))))))

(define (vector-tabulate f size)
  (list->vector (list-tabulate size f)))

(define (make-initialized-vector size f)
  (vector-tabulate f size))

; ---- strings

(define (string-map f s . others)
  (string-from 'string-map
    (if (null? others)
        (map f (characters-of 'string-map s))
        (apply map f (map (lambda (each) (characters-of 'string-map each)) (cons s others))))))

(define (string-for-each f s . others)
  (if (null? others)
      (let ((size (if (string? s) (string-length s) (%expected 'string-for-each "a string" s))))
        (let loop ((k 0))
          (if (< k size)
              (begin (f (string-ref s k))
                     (loop (+ k 1))))))
      (apply for-each f (map (lambda (each) (characters-of 'string-for-each each)) (cons s others)))))
