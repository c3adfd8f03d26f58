; Deques that never change: a list of the elements at the front, and a list of those at
; the back, the last first, with their lengths. Neither is empty where there are two
; elements or more; when one runs out the other is parted in the middle. So adding and
; removing take constant time on average, as long as each deque is used once.

(define-record-type ideque
  (make-ideque front front-size back back-size)
  ideque?
  (front front-of)
  (front-size front-size-of)
  (back back-of)
  (back-size back-size-of))

(define (ideque . elements) (list->ideque elements))

(define (balanced front front-size back back-size)
  (cond ((and (= front-size 0) (> back-size 1))
         (let ((kept (quotient back-size 2)))
           (make-ideque (reverse (list-tail back kept)) (- back-size kept)
                        (list-head back kept) kept)))
        ((and (= back-size 0) (> front-size 1))
         (let ((kept (quotient front-size 2)))
           (make-ideque (list-head front kept) kept
                        (reverse (list-tail front kept)) (- front-size kept))))
        (else (make-ideque front front-size back back-size))))

(define (list->ideque items)
  (if (not (list? items)) (%expected 'list->ideque "a list" items))
  (balanced items (length items) '() 0))

(define (ideque->list deque)
  (checked 'ideque->list deque)
  (append (front-of deque) (reverse (back-of deque))))

(define (checked who deque)
  (if (ideque? deque) deque (%expected who "an ideque" deque)))

(define (ideque-length deque)
  (checked 'ideque-length deque)
  (+ (front-size-of deque) (back-size-of deque)))

(define (ideque-empty? deque) (= (ideque-length deque) 0))

(define (ideque-tabulate count f) (list->ideque (list-tabulate count f)))

(define (unfolded stop? mapper successor seed)
  (let loop ((seed seed) (made '()))
    (if (stop? seed)
        made
        (loop (successor seed) (cons (mapper seed) made)))))

(define (ideque-unfold stop? mapper successor seed)
  (list->ideque (reverse (unfolded stop? mapper successor seed))))

(define (ideque-unfold-right stop? mapper successor seed)
  (list->ideque (unfolded stop? mapper successor seed)))

; ---- the ends

(define (filled who deque)
  (if (ideque-empty? (checked who deque)) (error who "the ideque is empty")))

; Of one element alone it may be either list that has it.
(define (ideque-front deque)
  (filled 'ideque-front deque)
  (car (if (null? (front-of deque)) (back-of deque) (front-of deque))))

(define (ideque-back deque)
  (filled 'ideque-back deque)
  (car (if (null? (back-of deque)) (front-of deque) (back-of deque))))

(define (ideque-remove-front deque)
  (filled 'ideque-remove-front deque)
  (if (null? (front-of deque))
      (make-ideque '() 0 '() 0)
      (balanced (cdr (front-of deque)) (- (front-size-of deque) 1)
                (back-of deque) (back-size-of deque))))

(define (ideque-remove-back deque)
  (filled 'ideque-remove-back deque)
  (if (null? (back-of deque))
      (make-ideque '() 0 '() 0)
      (balanced (front-of deque) (front-size-of deque)
                (cdr (back-of deque)) (- (back-size-of deque) 1))))

(define (ideque-add-front deque x)
  (checked 'ideque-add-front deque)
  (balanced (cons x (front-of deque)) (+ (front-size-of deque) 1)
            (back-of deque) (back-size-of deque)))

(define (ideque-add-back deque x)
  (checked 'ideque-add-back deque)
  (balanced (front-of deque) (front-size-of deque)
            (cons x (back-of deque)) (+ (back-size-of deque) 1)))

; ---- by position

(define (check-count who count most)
  (if (not (and (exact-nonnegative-integer? count) (<= count most)))
      (%expected who (string-append "a number from 0 to " (number->string most)) count)))

(define (ideque-ref deque k)
  (let ((size (ideque-length deque)))
    (if (= size 0) (error 'ideque-ref "the ideque is empty"))
    (check-count 'ideque-ref k (- size 1))
    (if (< k (front-size-of deque))
        (list-ref (front-of deque) k)
        (list-ref (back-of deque) (- size k 1)))))

(define (taken who deque count)
  (check-count who count (ideque-length deque))
  (list->ideque (list-head (ideque->list deque) count)))

(define (dropped who deque count)
  (check-count who count (ideque-length deque))
  (list->ideque (list-tail (ideque->list deque) count)))

(define (ideque-take deque count) (taken 'ideque-take deque count))
(define (ideque-drop deque count) (dropped 'ideque-drop deque count))

(define (ideque-take-right deque count)
  (check-count 'ideque-take-right count (ideque-length deque))
  (dropped 'ideque-take-right deque (- (ideque-length deque) count)))

(define (ideque-drop-right deque count)
  (check-count 'ideque-drop-right count (ideque-length deque))
  (taken 'ideque-drop-right deque (- (ideque-length deque) count)))

(define (ideque-split-at deque count)
  (values (taken 'ideque-split-at deque count) (dropped 'ideque-split-at deque count)))

; ---- as a whole

(define (ideque-append . deques)
  (list->ideque (append-map ideque->list deques)))

(define (ideque-reverse deque)
  (make-ideque (back-of deque) (back-size-of deque) (front-of deque) (front-size-of deque)))

(define (ideque-zip deque . others)
  (list->ideque (apply map list (ideque->list deque) (map ideque->list others))))

(define (ideque= same? . deques)
  (for-each (lambda (deque) (checked 'ideque= deque)) deques)
  (or (null? deques)
      (let loop ((deque (car deques)) (rest (cdr deques)))
        (or (null? rest)
            (and (= (ideque-length deque) (ideque-length (car rest)))
                 (every same? (ideque->list deque) (ideque->list (car rest)))
                 (loop (car rest) (cdr rest)))))))

(define (ideque-any suits? deque) (any suits? (ideque->list deque)))
(define (ideque-every suits? deque) (every suits? (ideque->list deque)))
(define (ideque-count suits? deque) (count suits? (ideque->list deque)))

(define (ideque-map f deque) (list->ideque (map f (ideque->list deque))))
(define (ideque-filter-map f deque) (list->ideque (filter-map f (ideque->list deque))))
(define (ideque-append-map f deque) (list->ideque (append-map f (ideque->list deque))))
(define (ideque-for-each f deque) (for-each f (ideque->list deque)))
(define (ideque-for-each-right f deque) (for-each f (reverse (ideque->list deque))))
(define (ideque-fold f start deque) (fold f start (ideque->list deque)))
(define (ideque-fold-right f start deque) (fold-right f start (ideque->list deque)))
(define (ideque-filter suits? deque) (list->ideque (filter suits? (ideque->list deque))))
(define (ideque-remove suits? deque) (list->ideque (remove suits? (ideque->list deque))))

(define (ideque-partition suits? deque)
  (let-values (((in out) (partition suits? (ideque->list deque))))
    (values (list->ideque in) (list->ideque out))))

; ---- searching

(define (found suits? items failure)
  (let ((rest (find-tail suits? items)))
    (cond (rest (car rest))
          ((null? failure) #f)
          (else ((car failure))))))

(define (ideque-find suits? deque . failure)
  (found suits? (ideque->list deque) failure))

(define (ideque-find-right suits? deque . failure)
  (found suits? (reverse (ideque->list deque)) failure))

; The elements before the first that does not suit, the last first, and the others.
(define (spanned suits? items)
  (let loop ((rest items) (made '()))
    (if (and (pair? rest) (suits? (car rest)))
        (loop (cdr rest) (cons (car rest) made))
        (values made rest))))

(define (ideque-span suits? deque)
  (let-values (((made rest) (spanned suits? (ideque->list deque))))
    (values (list->ideque (reverse made)) (list->ideque rest))))

(define (ideque-break ends? deque)
  (ideque-span (lambda (x) (not (ends? x))) deque))

(define (ideque-take-while suits? deque)
  (let-values (((start rest) (ideque-span suits? deque))) start))

(define (ideque-drop-while suits? deque)
  (let-values (((start rest) (ideque-span suits? deque))) rest))

(define (ideque-take-while-right suits? deque)
  (ideque-reverse (ideque-take-while suits? (ideque-reverse deque))))

(define (ideque-drop-while-right suits? deque)
  (ideque-reverse (ideque-drop-while suits? (ideque-reverse deque))))

; ---- generators

(define (generator->ideque generate)
  (let loop ((made '()))
    (let ((x (generate)))
      (if (eof-object? x)
          (list->ideque (reverse made))
          (loop (cons x made))))))

(define (ideque->generator deque)
  (let ((rest (ideque->list deque)))
    (lambda ()
      (if (null? rest)
          (eof-object)
          (let ((x (car rest)))
            (set! rest (cdr rest))
            x)))))
