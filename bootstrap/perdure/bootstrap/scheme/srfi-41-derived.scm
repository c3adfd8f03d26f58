; Procedures over streams. They check their arguments when they are called, not when
; their result is asked for.

(define (checked-stream who x)
  (if (stream? x) x (%expected who "a stream" x)))

(define (check-procedure who x)
  (if (not (procedure? x)) (%expected who "a procedure" x)))

(define (check-size who k)
  (if (not (exact-nonnegative-integer? k))
      (%expected who "a number of elements (an exact integer from 0)" k)))

(define (check-number who x)
  (if (not (number? x)) (%expected who "a number" x)))

(define (check-streams who streams)
  (if (null? streams) (error who "needs a stream at least"))
  (for-each (lambda (s) (checked-stream who s)) streams))

; ---- made

(define (list->stream items)
  (if (not (list? items)) (%expected 'list->stream "a list" items))
  (stream-let loop ((rest items))
    (if (null? rest)
        stream-null
        (stream-cons (car rest) (loop (cdr rest))))))

(define (port->stream . port)
  (let ((port (if (null? port) (current-input-port) (car port))))
    (if (not (input-port? port)) (%expected 'port->stream "an input port" port))
    (stream-let loop ()
      (let ((c (read-char port)))
        (if (eof-object? c)
            stream-null
            (stream-cons c (loop)))))))

(define (stream-constant . items)
  (if (null? items)
      stream-null
      (stream-let loop ((rest items))
        (if (null? rest)
            (loop items)
            (stream-cons (car rest) (loop (cdr rest)))))))

(define (stream-from first . step)
  (let ((step (if (null? step) 1 (car step))))
    (check-number 'stream-from first)
    (check-number 'stream-from step)
    (stream-let loop ((x first))
      (stream-cons x (loop (+ x step))))))

(define (stream-range first past . step)
  (check-number 'stream-range first)
  (check-number 'stream-range past)
  (let ((step (cond ((pair? step) (car step)) ((< first past) 1) (else -1))))
    (check-number 'stream-range step)
    (stream-let loop ((x first))
      (if (if (< step 0) (> x past) (< x past))
          (stream-cons x (loop (+ x step)))
          stream-null))))

(define (stream-iterate f first)
  (check-procedure 'stream-iterate f)
  (stream-let loop ((x first))
    (stream-cons x (loop (f x)))))

(define (stream-unfold f wanted? next seed)
  (check-procedure 'stream-unfold f)
  (check-procedure 'stream-unfold wanted?)
  (check-procedure 'stream-unfold next)
  (stream-let loop ((seed seed))
    (if (wanted? seed)
        (stream-cons (f seed) (loop (next seed)))
        stream-null)))

; (f seed) gives the next seed, and for each stream to make: a list of its next element,
; #f where it has none this time, or the empty list where it has ended.
(define (stream-unfolds f seed)
  (check-procedure 'stream-unfolds f)
  (let ((rows (stream-let loop ((seed seed))
                (call-with-values
                 (lambda () (f seed))
                 (lambda (next . row) (stream-cons row (loop next)))))))
    (apply values
           (map (lambda (column) (column-of rows column))
                (iota (length (stream-car rows)))))))

(define-stream (column-of rows column)
  (let ((entry (list-ref (stream-car rows) column)))
    (cond ((pair? entry) (stream-cons (car entry) (column-of (stream-cdr rows) column)))
          ((not entry) (column-of (stream-cdr rows) column))
          ((null? entry) stream-null)
          (else (%expected 'stream-unfolds "a list of an element, #f or ()" entry)))))

; ---- to lists and single elements

(define (stream->list . arguments)
  (let ((most (if (or (null? arguments) (null? (cdr arguments))) #f (car arguments)))
        (s (if (null? arguments) #f (last arguments))))
    (checked-stream 'stream->list s)
    (if most (check-size 'stream->list most))
    (let loop ((made '()) (rest s) (missing (or most +inf.0)))
      (if (or (= missing 0) (stream-null? rest))
          (reverse made)
          (loop (cons (stream-car rest) made) (stream-cdr rest) (- missing 1))))))

(define (stream-length s)
  (let loop ((rest (checked-stream 'stream-length s)) (count 0))
    (if (stream-null? rest)
        count
        (loop (stream-cdr rest) (+ count 1)))))

(define (stream-ref s k)
  (checked-stream 'stream-ref s)
  (check-size 'stream-ref k)
  (let loop ((rest s) (missing k))
    (cond ((stream-null? rest) (error 'stream-ref "the stream has ended before element" k))
          ((= missing 0) (stream-car rest))
          (else (loop (stream-cdr rest) (- missing 1))))))

(define (stream-fold f start s)
  (check-procedure 'stream-fold f)
  (let loop ((made start) (rest (checked-stream 'stream-fold s)))
    (if (stream-null? rest)
        made
        (loop (f made (stream-car rest)) (stream-cdr rest)))))

(define (stream-for-each f . streams)
  (check-procedure 'stream-for-each f)
  (check-streams 'stream-for-each streams)
  (let loop ((rests streams))
    (if (not (any stream-null? rests))
        (begin (apply f (map stream-car rests))
               (loop (map stream-cdr rests))))))

; ---- from streams

(define (stream-append . streams)
  (for-each (lambda (s) (checked-stream 'stream-append s)) streams)
  (stream-let loop ((streams streams))
    (cond ((null? streams) stream-null)
          ((null? (cdr streams)) (car streams))
          (else (append-two (car streams) (loop (cdr streams)))))))

(define-stream (append-two one other)
  (if (stream-null? one)
      other
      (stream-cons (stream-car one) (append-two (stream-cdr one) other))))

(define (stream-concat streams)
  (checked-stream 'stream-concat streams)
  (stream-let loop ((rest streams))
    (if (stream-null? rest)
        stream-null
        (append-two (checked-stream 'stream-concat (stream-car rest))
                    (loop (stream-cdr rest))))))

(define (stream-drop count s)
  (check-size 'stream-drop count)
  (stream-let loop ((missing count) (rest (checked-stream 'stream-drop s)))
    (if (or (= missing 0) (stream-null? rest))
        rest
        (loop (- missing 1) (stream-cdr rest)))))

(define (stream-drop-while suits? s)
  (check-procedure 'stream-drop-while suits?)
  (stream-let loop ((rest (checked-stream 'stream-drop-while s)))
    (if (and (stream-pair? rest) (suits? (stream-car rest)))
        (loop (stream-cdr rest))
        rest)))

(define (stream-take count s)
  (check-size 'stream-take count)
  (stream-let loop ((missing count) (rest (checked-stream 'stream-take s)))
    (if (or (= missing 0) (stream-null? rest))
        stream-null
        (stream-cons (stream-car rest) (loop (- missing 1) (stream-cdr rest))))))

(define (stream-take-while suits? s)
  (check-procedure 'stream-take-while suits?)
  (stream-let loop ((rest (checked-stream 'stream-take-while s)))
    (if (and (stream-pair? rest) (suits? (stream-car rest)))
        (stream-cons (stream-car rest) (loop (stream-cdr rest)))
        stream-null)))

(define (stream-filter suits? s)
  (check-procedure 'stream-filter suits?)
  (stream-let loop ((rest (checked-stream 'stream-filter s)))
    (cond ((stream-null? rest) stream-null)
          ((suits? (stream-car rest)) (stream-cons (stream-car rest) (loop (stream-cdr rest))))
          (else (loop (stream-cdr rest))))))

(define (stream-map f . streams)
  (check-procedure 'stream-map f)
  (check-streams 'stream-map streams)
  (stream-let loop ((rests streams))
    (if (any stream-null? rests)
        stream-null
        (stream-cons (apply f (map stream-car rests)) (loop (map stream-cdr rests))))))

(define (stream-scan f start s)
  (check-procedure 'stream-scan f)
  (stream-let loop ((made start) (rest (checked-stream 'stream-scan s)))
    (if (stream-null? rest)
        (stream made)
        (stream-cons made (loop (f made (stream-car rest)) (stream-cdr rest))))))

(define (stream-reverse s)
  (stream-let loop ((rest (checked-stream 'stream-reverse s)) (made stream-null))
    (if (stream-null? rest)
        made
        (loop (stream-cdr rest) (stream-cons (stream-car rest) made)))))

(define (stream-zip . streams)
  (check-streams 'stream-zip streams)
  (apply stream-map list streams))
