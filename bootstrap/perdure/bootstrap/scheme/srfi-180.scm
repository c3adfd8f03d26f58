; JSON, read from a textual port or from a generator of characters.

(define (json-error? x)
  (and (condition? x) (eq? (condition-kind x) 'json)))

(define (json-error-reason x)
  (if (json-error? x)
      (error-object-message x)
      (%expected 'json-error-reason "a JSON error" x)))

(define (json-null? x) (eq? x 'null))

; Whoever reaches one of these has gone too far.
(define json-nesting-depth-limit (make-parameter +inf.0))
(define json-number-of-character-limit (make-parameter +inf.0))

; ---- characters

; A source gives characters and remembers the one that was looked at; it counts them.
; What it holds of a port is at most the character that it has just looked at, and that
; one stays in the port. Of a generator it stays in the source: it is lost with one that
; does not live on after the value.
(define-record-type source
  (make-source who next peek count lives-on?)
  source?
  (who source-who)                      ; the procedure that errors name
  (next source-next)
  (peek source-peek)
  (count source-count set-source-count!)
  (lives-on? source-lives-on? set-source-lives-on!))

(define (source-of who given)
  (let ((given (if (null? given) (current-input-port) (car given))))
    (cond ((source? given) (set-source-count! given 0) given)
          ((procedure? given) (generator-source who given))
          ((and (input-port? given) (textual-port? given))
           (make-source who (lambda () (read-char given)) (lambda () (peek-char given)) 0 #t))
          (else (%expected who "a textual input port or a generator of characters" given)))))

(define (generator-source who generate)
  (let ((ahead #f))
    (make-source
     who
     (lambda ()
       (if ahead
           (let ((c ahead)) (set! ahead #f) c)
           (generate)))
     (lambda ()
       (if (not ahead) (set! ahead (generate)))
       ahead)
     0
     #f)))

(define (next-char source)
  (let ((c ((source-next source))))
    (set-source-count! source (+ (source-count source) 1))
    (if (and (char? c) (>= (source-count source) (json-number-of-character-limit)))
        (fail source "the limit of characters is reached"))
    c))

(define (peek source) ((source-peek source)))

(define (fail source message)
  (%json-error (source-who source)
    (string-append message ", at character " (number->string (source-count source)))))

(define (fail-at source expected c)
  (fail source
        (string-append "expected " expected ", got "
                       (if (char? c) (string-append "'" (string c) "'") "the end"))))

(define (space? c)
  (memv c '(#\space #\newline #\tab #\return)))

; The next character that is no space.
(define (next-mark source)
  (let ((c (next-char source)))
    (if (space? c) (next-mark source) c)))

; ---- values without parts

(define (read-literal source text value)
  (let loop ((k 1))
    (cond ((= k (string-length text)) value)
          ((eqv? (next-char source) (string-ref text k)) (loop (+ k 1)))
          (else (fail source (string-append "expected " text))))))

(define (read-number source first)
  (let loop ((made (list first)))
    (let ((c (peek source)))
      (if (and (char? c) (or (char<=? #\0 c #\9) (memv c '(#\+ #\- #\. #\e #\E))))
          (loop (cons (next-char source) made))
          (let ((text (list->string (reverse made))))
            (or (%json-number text)
                (fail source (string-append "this is no number of JSON: " text))))))))

; What follows a number is looked at to find its end.
(define (read-last-number source first)
  (let ((number (read-number source first)) (c (peek source)))
    (if (and (char? c) (not (space? c)) (not (source-lives-on? source)))
        (fail-at source "white space after a number from a generator" c))
    number))

(define (read-string-rest source)
  (let loop ((made '()))
    (let ((c (next-char source)))
      (cond ((eqv? c #\") (list->string (reverse made)))
            ((eqv? c #\\) (loop (cons (read-escape source) made)))
            ((and (char? c) (char>=? c #\space)) (loop (cons c made)))
            ((char? c) (fail source "a control character must be escaped in a string"))
            (else (fail-at source "the end of a string" c))))))

(define escapes
  '((#\" . #\") (#\\ . #\\) (#\/ . #\/) (#\b . #\backspace) (#\f . #\x0C)
    (#\n . #\newline) (#\r . #\return) (#\t . #\tab)))

(define (read-escape source)
  (let ((c (next-char source)))
    (cond ((assv c escapes) => cdr)
          ((eqv? c #\u) (read-code source))
          (else (fail-at source "an escape" c)))))

; A character beyond U+FFFF is written as two of these.
(define (read-code source)
  (let ((code (read-four-digits source)))
    (cond ((<= #xD800 code #xDBFF)
           (let* ((backslash (next-char source))
                  (u (if (eqv? backslash #\\) (next-char source) #f))
                  (low (if (eqv? u #\u) (read-four-digits source) 0)))
             (if (<= #xDC00 low #xDFFF)
                 (integer->char
                  (+ #x10000 (* (- code #xD800) #x400) (- low #xDC00)))
                 (fail source "half of a surrogate pair is no character"))))
          ((<= #xDC00 code #xDFFF) (fail source "half of a surrogate pair is no character"))
          (else (integer->char code)))))

(define (read-four-digits source)
  (let loop ((k 0) (code 0))
    (if (= k 4)
        code
        (let* ((c (next-char source))
               (digit (and (char? c) (string->number (string c) 16))))
          (if digit
              (loop (+ k 1) (+ (* code 16) digit))
              (fail-at source "a hexadecimal digit" c))))))

; ---- events

; `open` are the structures that have begun and not ended, innermost first: array or
; object. `state` says what may come: start, value, first-element, first-key, key, after
; (a value), or done.
(define (json-generator . source)
  (let ((source (source-of 'json-generator source)) (open '()) (depth 0) (state 'start))
    (define (begin-structure kind next event)
      (set! open (cons kind open))
      (set! depth (+ depth 1))
      (if (>= depth (json-nesting-depth-limit))
          (fail source "the limit of nesting is reached"))
      (set! state next)
      event)
    (define (ended event)
      (set! state (if (null? open) 'done 'after))
      event)
    (define (end-structure event)
      (set! open (cdr open))
      (set! depth (- depth 1))
      (ended event))
    (define (value-from c)
      (case c
        ((#\[) (begin-structure 'array 'first-element 'array-start))
        ((#\{) (begin-structure 'object 'first-key 'object-start))
        ((#\") (ended (read-string-rest source)))
        ((#\t) (ended (read-literal source "true" #t)))
        ((#\f) (ended (read-literal source "false" #f)))
        ((#\n) (ended (read-literal source "null" 'null)))
        ((#\- #\0 #\1 #\2 #\3 #\4 #\5 #\6 #\7 #\8 #\9)
         (ended (if (null? open) (read-last-number source c) (read-number source c))))
        (else (fail-at source "a value" c))))
    (define (key-from c expected)
      (if (not (eqv? c #\")) (fail-at source expected c))
      (let* ((key (read-string-rest source)) (colon (next-mark source)))
        (if (not (eqv? colon #\:)) (fail-at source "a colon after the key" colon))
        (set! state 'value)
        key))
    (define (after c)
      (let ((in-array? (eq? (car open) 'array)))
        (cond ((eqv? c #\,)
               (set! state (if in-array? 'value 'key))
               (next))
              ((and in-array? (eqv? c #\])) (end-structure 'array-end))
              ((and (not in-array?) (eqv? c #\})) (end-structure 'object-end))
              (else (fail-at source (if in-array? "a comma or ]" "a comma or }") c)))))
    (define (next)
      (if (eq? state 'done)
          (eof-object)
          (let ((c (next-mark source)))
            (case state
              ((start) (if (eof-object? c) c (value-from c)))
              ((value) (value-from c))
              ((first-element)
               (if (eqv? c #\]) (end-structure 'array-end) (value-from c)))
              ((first-key)
               (if (eqv? c #\}) (end-structure 'object-end) (key-from c "a key or }")))
              ((key) (key-from c "a key"))
              (else (after c))))))
    next))

; ---- from events to objects

; `seeds` are those of the structures around, innermost first.
(define (json-fold f array-start array-end object-start object-end seed . source)
  (let ((next (json-generator (source-of 'json-fold source))))
    (let loop ((seed seed) (seeds '()))
      (let ((event (next)))
        (cond ((eof-object? event) seed)
              ((eq? event 'array-start) (loop (array-start seed) (cons seed seeds)))
              ((eq? event 'object-start) (loop (object-start seed) (cons seed seeds)))
              ((eq? event 'array-end) (loop (f (array-end seed) (car seeds)) (cdr seeds)))
              ((eq? event 'object-end) (loop (f (object-end seed) (car seeds)) (cdr seeds)))
              (else (loop (f event seed) seeds)))))))

; A structure's values, the last first, with the object's keys among them.
(define (entries-of items)
  (let loop ((rest items) (made '()))
    (if (null? rest)
        made
        (loop (cddr rest) (cons (cons (string->symbol (cadr rest)) (car rest)) made)))))

(define (json-read . source)
  (let* ((port (if (null? source) (current-input-port) (car source)))
         (found (if (limited?) (void) (%json-read-whole port))))
    (if (or (vector? found) (pair? found) (null? found))
        found
        (let ((nothing (list 'nothing)))
          (let ((read (json-fold (lambda (x seed) (if (eq? seed nothing) x (cons x seed)))
                                 (lambda (seed) '())
                                 (lambda (items) (list->vector (reverse items)))
                                 (lambda (seed) '())
                                 entries-of
                                 nothing
                                 (source-of 'json-read (list port)))))
            (if (eq? read nothing) (eof-object) read))))))

(define (limited?)
  (not (= (json-nesting-depth-limit) (json-number-of-character-limit) +inf.0)))

(define (json-lines-read . source)
  (let ((source (source-of 'json-lines-read source)))
    (set-source-lives-on! source #t)
    (lambda () (json-read source))))

; Each text has a record separator before it (RFC 7464), or several. What is wrong is
; wrong with that text alone: the next call goes on after the next separator.
(define (json-sequence-read . source)
  (let* ((source (source-of 'json-sequence-read source))
         (text (text-of-sequence source))
         (ended? #t))
    (define (skip-text)
      (if (not (eof-object? (peek text)))
          (begin ((source-next text))
                 (skip-text))))
    (define (read-text)
      (let ((value (json-read text)))
        (if (and (may-be-cut-short? value) (not (space? (peek text))))
            (fail text "white space must follow a number, true, false and null"))
        (set! ended? #t)
        value))
    (define (next separated?)
      (let ((c (peek source)))
        (cond ((eof-object? c) c)
              ((eqv? c separator) ((source-next source)) (next #t))
              ((space? c) ((source-next source)) (next separated?))
              (else
               (set! ended? #f)
               (if separated?
                   (read-text)
                   (fail-at text "a record separator before a text" (next-char text)))))))
    (lambda ()
      (if (not ended?) (skip-text))
      (set! ended? #t)
      (set-source-count! text 0)
      (next #f))))

(define separator #\x1E)

; The characters up to the next separator.
(define (text-of-sequence source)
  (define (next-in-text)
    (let ((c (peek source)))
      (if (eqv? c separator) (eof-object) c)))
  (make-source
   (source-who source)
   (lambda ()
     (let ((c (next-in-text)))
       (if (char? c) ((source-next source)))
       c))
   next-in-text
   0
   #t))

; Where a text of such a value ends shows only by what follows.
(define (may-be-cut-short? value)
  (or (number? value) (boolean? value) (json-null? value)))
