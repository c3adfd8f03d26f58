; The procedures over texts that call procedures: they do what those of (perdure strings)
; do, with a string that has the characters of the text, which copies none of them.

(define (characters who t bounds)
  (%string-characters who (%textual->string who t) bounds))

; ---- asking of the characters

; These two give what the predicate gave.
(define (textual-every criterion t . bounds)
  (if (procedure? criterion)
      (every criterion (characters 'textual-every t bounds))
      (not (scan 'textual-every (%textual->string 'textual-every t) criterion bounds #f #f))))

(define (textual-any criterion t . bounds)
  (if (procedure? criterion)
      (any criterion (characters 'textual-any t bounds))
      (if (scan 'textual-any (%textual->string 'textual-any t) criterion bounds #t #f) #t #f)))

(define (textual-index t criterion . bounds)
  (scan 'textual-index (%textual->string 'textual-index t) criterion bounds #t #f))
(define (textual-index-right t criterion . bounds)
  (scan 'textual-index-right (%textual->string 'textual-index-right t) criterion bounds #t #t))
(define (textual-skip t criterion . bounds)
  (scan 'textual-skip (%textual->string 'textual-skip t) criterion bounds #f #f))
(define (textual-skip-right t criterion . bounds)
  (scan 'textual-skip-right (%textual->string 'textual-skip-right t) criterion bounds #f #t))

; ---- choosing characters

(define (chosen who criterion t bounds wanted)
  (%string->text (select who (%textual->string who t) criterion bounds wanted)))

(define (textual-filter criterion t . bounds)
  (chosen 'textual-filter criterion t bounds #t))
(define (textual-remove criterion t . bounds)
  (chosen 'textual-remove criterion t bounds #f))
(define (textual-count t criterion . bounds)
  (text-length (chosen 'textual-count criterion t bounds #t)))

; `arguments` are an optional criterion, start and end.
(define (trimmed who t arguments left right)
  (%string->text (trim who (%textual->string who t) arguments left right)))

(define (textual-trim t . arguments)
  (trimmed 'textual-trim t arguments #t #f))
(define (textual-trim-right t . arguments)
  (trimmed 'textual-trim-right t arguments #f #t))
(define (textual-trim-both t . arguments)
  (trimmed 'textual-trim-both t arguments #t #t))

; ---- making

(define (text-tabulate f size)
  (%pieces->text 'text-tabulate (list-tabulate size (lambda (k) (checked-char (f k))))))

(define (checked-char c)
  (if (char? c) c (%expected 'text-tabulate "a character" c)))

; What is mapped, the base and what make-final gives may be characters, strings or texts.
(define (text-unfold stop? f next seed . rest)
  (let loop ((seed seed) (made (list (base-of rest))))
    (if (stop? seed)
        (%pieces->text 'text-unfold (reverse (cons (final-of rest seed) made)))
        (loop (next seed) (cons (f seed) made)))))

(define (text-unfold-right stop? f next seed . rest)
  (let loop ((seed seed) (made (list (base-of rest))))
    (if (stop? seed)
        (%pieces->text 'text-unfold-right (cons (final-of rest seed) made))
        (loop (next seed) (cons (f seed) made)))))

; ---- one after the other

(define (textual-fold f start t . bounds)
  (fold f start (characters 'textual-fold t bounds)))
(define (textual-fold-right f start t . bounds)
  (fold-right f start (characters 'textual-fold-right t bounds)))

(define (of-each who textuals)
  (map (lambda (each) (characters who each '())) textuals))

(define (textual-map f t . others)
  (%pieces->text 'textual-map (apply map f (of-each 'textual-map (cons t others)))))

(define (textual-for-each f t . others)
  (apply for-each f (of-each 'textual-for-each (cons t others))))

(define (indices who t bounds)
  (call-with-values
    (lambda () (%string-limits who (%textual->string who t) bounds))
    (lambda (start end) (iota (- end start) start))))

(define (textual-map-index f t . bounds)
  (%pieces->text 'textual-map-index (map f (indices 'textual-map-index t bounds))))

(define (textual-for-each-index f t . bounds)
  (for-each f (indices 'textual-for-each-index t bounds)))
