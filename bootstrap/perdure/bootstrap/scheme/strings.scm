; Strings. A criterion is a character, a set of characters or a predicate; `bounds` is
; a list of an optional start and end. A builtin does the whole work where it can.

; ---- looking for characters

; The index of the first (last, if backward) character that suits, or of one that does
; not if none is wanted; or #f.
(define (scan who s criterion bounds wanted backward)
  (let ((found (%string-scan who s criterion bounds wanted backward)))
    (cond ((not (default-object? found)) found)
          ((not (procedure? criterion))
           (%expected who "a character, a char-set or a predicate" criterion))
          (else
           (call-with-values
             (lambda () (%string-limits who s bounds))
             (lambda (start end)
               (let ((step (if backward -1 1))
                     (stop (if backward (- start 1) end)))
                 (let loop ((k (if backward (- end 1) start)))
                   (cond ((= k stop) #f)
                         ((eq? wanted (if (criterion (string-ref s k)) #t #f)) k)
                         (else (loop (+ k step))))))))))))

(define (string-index s criterion . bounds)
  (scan 'string-index s criterion bounds #t #f))
(define (string-index-right s criterion . bounds)
  (scan 'string-index-right s criterion bounds #t #t))
(define (string-skip s criterion . bounds)
  (scan 'string-skip s criterion bounds #f #f))
(define (string-skip-right s criterion . bounds)
  (scan 'string-skip-right s criterion bounds #f #t))

; These two give what the predicate gave.
(define (string-any criterion s . bounds)
  (if (procedure? criterion)
      (any criterion (%string-characters 'string-any s bounds))
      (if (scan 'string-any s criterion bounds #t #f) #t #f)))

(define (string-every criterion s . bounds)
  (if (procedure? criterion)
      (every criterion (%string-characters 'string-every s bounds))
      (not (scan 'string-every s criterion bounds #f #f))))

; ---- choosing characters

(define (select who s criterion bounds wanted)
  (let ((found (%string-select who s criterion bounds wanted)))
    (cond ((not (default-object? found)) found)
          ((not (procedure? criterion))
           (%expected who "a character, a char-set or a predicate" criterion))
          (else
           (let ((choose (if wanted filter remove)))
             (list->string (choose criterion (%string-characters who s bounds))))))))

(define (string-filter criterion s . bounds)
  (select 'string-filter s criterion bounds #t))
(define (string-delete criterion s . bounds)
  (select 'string-delete s criterion bounds #f))
(define (string-count s criterion . bounds)
  (string-length (select 'string-count s criterion bounds #t)))

; ---- the beginning and the end

; What receive gets are the part's limits, and where the characters that suit end, from
; the left or from the right.
(define (from-left who s criterion bounds receive)
  (call-with-values
    (lambda () (%string-limits who s bounds))
    (lambda (start end)
      (receive start end (or (scan who s criterion bounds #f #f) end)))))

(define (from-right who s criterion bounds receive)
  (call-with-values
    (lambda () (%string-limits who s bounds))
    (lambda (start end)
      (let ((last (scan who s criterion bounds #f #t)))
        (receive start end (if last (+ last 1) start))))))

(define (string-take-while s criterion . bounds)
  (from-left 'string-take-while s criterion bounds
             (lambda (start end at) (substring s start at))))
(define (string-drop-while s criterion . bounds)
  (from-left 'string-drop-while s criterion bounds
             (lambda (start end at) (substring s at end))))
(define (string-take-while-right s criterion . bounds)
  (from-right 'string-take-while-right s criterion bounds
              (lambda (start end at) (substring s at end))))
(define (string-drop-while-right s criterion . bounds)
  (from-right 'string-drop-while-right s criterion bounds
              (lambda (start end at) (substring s start at))))

(define (string-span s criterion . bounds)
  (from-left 'string-span s criterion bounds
             (lambda (start end at)
               (values (substring s start at) (substring s at end)))))

(define (string-break s criterion . bounds)
  (call-with-values
    (lambda () (%string-limits 'string-break s bounds))
    (lambda (start end)
      (let ((at (or (scan 'string-break s criterion bounds #t #f) end)))
        (values (substring s start at) (substring s at end))))))

; `arguments` are an optional criterion, start and end.
(define (trim who s arguments left right)
  (let* ((criterion (if (null? arguments) char-whitespace? (car arguments)))
         (bounds (if (null? arguments) '() (cdr arguments)))
         (found (%string-trim who s criterion bounds left right)))
    (if (not (default-object? found))
        found
        (call-with-values
          (lambda () (%string-limits who s bounds))
          (lambda (start end)
            (let* ((first (if left (scan who s criterion (list start end) #f #f) start))
                   (last (if (and right first)
                             (scan who s criterion (list first end) #f #t)
                             (- end 1))))
              (if (and first last)
                  (substring s first (+ last 1))
                  (string))))))))

(define (string-trim s . arguments)
  (trim 'string-trim s arguments #t #f))
(define (string-trim-right s . arguments)
  (trim 'string-trim-right s arguments #f #t))
(define (string-trim-both s . arguments)
  (trim 'string-trim-both s arguments #t #t))

; ---- making

(define (string-tabulate f size)
  (%texts->string 'string-tabulate (list-tabulate size f)))

(define (base-of rest)
  (if (null? rest) "" (car rest)))
(define (final-of rest seed)
  (if (or (null? rest) (null? (cdr rest))) "" ((cadr rest) seed)))

; What is mapped, the base and what make-final gives may be characters or strings.
(define (string-unfold stop? f next seed . rest)
  (let loop ((seed seed) (made (list (base-of rest))))
    (if (stop? seed)
        (%texts->string 'string-unfold (reverse (cons (final-of rest seed) made)))
        (loop (next seed) (cons (f seed) made)))))

(define (string-unfold-right stop? f next seed . rest)
  (let loop ((seed seed) (made (list (base-of rest))))
    (if (stop? seed)
        (%texts->string 'string-unfold-right (cons (final-of rest seed) made))
        (loop (next seed) (cons (f seed) made)))))

; ---- one after the other

(define (string-fold f start s . bounds)
  (fold f start (%string-characters 'string-fold s bounds)))
(define (string-fold-right f start s . bounds)
  (fold-right f start (%string-characters 'string-fold-right s bounds)))

(define (string-for-each-index f s . bounds)
  (call-with-values
    (lambda () (%string-limits 'string-for-each-index s bounds))
    (lambda (start end)
      (let loop ((k start))
        (if (< k end)
            (begin (f k)
                   (loop (+ k 1))))))))

; SRFI 13's string-for-each and string-map: over a part of one string.
(define (string-for-each-part f s . bounds)
  (for-each f (%string-characters 'string-for-each s bounds)))
(define (string-map-part f s . bounds)
  (%texts->string 'string-map (map f (%string-characters 'string-map s bounds))))

(define (string-map! f s . bounds)
  (call-with-values
    (lambda () (%string-limits 'string-map! s bounds))
    (lambda (start end)
      (string-copy! s start
                    (list->string (map f (%string-characters 'string-map! s bounds)))))))

; SRFI 152's string-map: over several strings, to characters or strings.
(define (string-map-texts f s . others)
  (%texts->string
   'string-map
   (apply map f (map (lambda (each) (%string-characters 'string-map each '()))
                     (cons s others)))))

; ---- comparing

(define (compare who folding s other less same more bounds)
  (call-with-values
    (lambda () (%string-compare who s other folding bounds))
    (lambda (order index)
      ((cond ((< order 0) less)
             ((= order 0) same)
             (else more))
       index))))

(define (string-compare s other less same more . bounds)
  (compare 'string-compare #f s other less same more bounds))
(define (string-compare-ci s other less same more . bounds)
  (compare 'string-compare-ci #t s other less same more bounds))

; ---- under the names of the SRFIs: builtins of another name, for there are others of
; this one

(define (string-upcase s . bounds) (apply %string-upcase s bounds))
(define (string-downcase s . bounds) (apply %string-downcase s bounds))
(define (string-titlecase s . bounds) (apply %string-titlecase s bounds))
(define (string-hash s . rest) (apply %string-hash s rest))
(define (string-split s delimiter . rest) (apply %string-split s delimiter rest))
