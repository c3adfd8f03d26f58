; Accumulators: procedures that take one value a call, and give what they have made of
; all of them when they are given the end-of-file object.

(define (make-accumulator add seed finish)
  (check-procedure 'make-accumulator add)
  (check-procedure 'make-accumulator finish)
  (lambda (item)
    (if (eof-object? item)
        (finish seed)
        (set! seed (add item seed)))))

(define (count-accumulator)
  (make-accumulator (lambda (item count) (+ count 1)) 0 (lambda (count) count)))

(define (list-accumulator) (make-accumulator cons '() reverse))
(define (reverse-list-accumulator) (make-accumulator cons '() (lambda (items) items)))

(define (vector-accumulator)
  (make-accumulator cons '() (lambda (items) (list->vector (reverse items)))))

(define (reverse-vector-accumulator) (make-accumulator cons '() list->vector))

(define (sum-accumulator) (make-accumulator + 0 (lambda (sum) sum)))
(define (product-accumulator) (make-accumulator * 1 (lambda (product) product)))

(define (bytevector-accumulator)
  (make-accumulator cons '() (lambda (items) (apply bytevector (reverse items)))))

; It takes characters, and strings as all of their characters.
(define (string-accumulator)
  (make-accumulator
   (lambda (item pieces)
     (cons (cond ((char? item) (string item))
                 ((string? item) item)
                 (else (%expected 'string-accumulator "a character or a string" item)))
           pieces))
   '()
   (lambda (pieces) (apply string-append (reverse pieces)))))

; What fills a sequence from an index on, by the procedure that sets an element.
(define (filling who set-element! size items at)
  (range who size (list at))
  (lambda (item)
    (cond ((eof-object? item) items)
          ((= at size) (error who "there is no more room:" items))
          (else (set-element! items at item)
                (set! at (+ at 1))))))

(define (vector-accumulator! items at)
  (filling 'vector-accumulator! vector-set! (vector-length items) items at))

(define (bytevector-accumulator! bytes at)
  (filling 'bytevector-accumulator! bytevector-u8-set! (bytevector-length bytes) bytes at))
