; Regular expressions: what goes through all matches in a text.

(define-syntax rx
  (syntax-rules ()
    ((_ sre ...) (regexp (quasiquote (: sre ...))))))

(define (start-of m) (regexp-match-submatch-start m 0))
(define (end-of m) (regexp-match-submatch-end m 0))

(define (bound-of bounds k)
  (and (< k (length bounds)) (list-ref bounds k)))

; (f i match text made), where i is the end of the match before, or the start.
(define (regexp-fold re f made text . more)
  (let* ((finish (if (pair? more) (car more) #f))
         (bounds (if (pair? more) (cdr more) '()))
         (matches (apply %regexp-search-all re text bounds)))
    (let loop ((i (or (bound-of bounds 0) 0)) (rest matches) (made made))
      (cond ((pair? rest)
             (loop (end-of (car rest)) (cdr rest) (f i (car rest) text made)))
            (finish (finish i #f text made))
            (else made)))))

; The matches that are not empty.
(define (whole-matches re text bounds)
  (remove (lambda (m) (= (start-of m) (end-of m)))
          (apply %regexp-search-all re text bounds)))

(define (regexp-extract re text . bounds)
  (map (lambda (m) (regexp-match-submatch m 0)) (whole-matches re text bounds)))

; What is between the matches, before the first and after the last; `keep` may add a
; match to the list made so far.
(define (between re text bounds keep)
  (let loop ((i (or (bound-of bounds 0) 0)) (rest (whole-matches re text bounds)) (made '()))
    (if (pair? rest)
        (loop (end-of (car rest))
              (cdr rest)
              (keep (car rest) (cons (substring text i (start-of (car rest))) made)))
        (values made (substring text i (or (bound-of bounds 1) (string-length text)))))))

(define (regexp-split re text . bounds)
  (let-values (((made end) (between re text bounds (lambda (m made) made))))
    (reverse (cons end made))))

(define (regexp-partition re text . bounds)
  (let-values (((made end)
                (between re text bounds
                         (lambda (m made) (cons (regexp-match-submatch m 0) made)))))
    (reverse (if (and (pair? made) (string=? end "")) made (cons end made)))))

; ---- replacing

; A template is a string, the number or name of a submatch, pre, post, a procedure of
; the match, or a list of these.
(define (filled template m text start end)
  (cond ((string? template) template)
        ((eq? template 'pre) (substring text start (start-of m)))
        ((eq? template 'post) (substring text (end-of m) end))
        ((or (symbol? template) (exact-integer? template))
         (or (regexp-match-submatch m template) ""))
        ((procedure? template) (template m))
        ((list? template)
         (apply string-append
                (map (lambda (part) (filled part m text start end)) template)))
        (else (%expected 'regexp-replace "a string, or what names a submatch" template))))

(define (replaced matches template text start end)
  (let loop ((i start) (rest matches) (made '()))
    (if (pair? rest)
        (let ((m (car rest)))
          (loop (end-of m)
                (cdr rest)
                (cons (filled template m text start end)
                      (cons (substring text i (start-of m)) made))))
        (apply string-append (reverse (cons (substring text i end) made))))))

(define (regexp-replace re text template . more)
  (let ((start (or (bound-of more 0) 0))
        (end (or (bound-of more 1) (string-length text)))
        (count (or (bound-of more 2) 0)))
    (if (not (exact-nonnegative-integer? count))
        (%expected 'regexp-replace "the number of a match (an exact integer from 0)" count))
    (let ((matches (%regexp-search-all re text start end)))
      (replaced (if (< count (length matches)) (list (list-ref matches count)) '())
                template text start end))))

(define (regexp-replace-all re text template . more)
  (let ((start (or (bound-of more 0) 0))
        (end (or (bound-of more 1) (string-length text))))
    (replaced (%regexp-search-all re text start end) template text start end)))
