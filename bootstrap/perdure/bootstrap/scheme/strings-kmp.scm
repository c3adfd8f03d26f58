; SRFI 13's lower level: optional arguments, and the search of Knuth, Morris and Pratt.

; `procedure` is who the arguments were given to: a symbol, a string or the procedure.
(define (name-of procedure)
  (if (symbol? procedure)
      procedure
      (string->symbol
       (if (string? procedure) procedure (call-with-output-string-of procedure)))))

(define (call-with-output-string-of x)
  (let ((port (open-output-string)))
    (display x port)
    (get-output-string port)))

(define (string-parse-start+end procedure s arguments)
  (%string-parse-bounds (name-of procedure) s arguments #f))

(define (string-parse-final-start+end procedure s arguments)
  (%string-parse-bounds (name-of procedure) s arguments #t))

(define-syntax let-string-start+end
  (syntax-rules ()
    ((_ (start end) procedure s arguments . body)
     (let-values (((start end) (string-parse-final-start+end procedure s arguments)))
       . body))
    ((_ (start end rest) procedure s arguments . body)
     (let-values (((rest start end) (string-parse-start+end procedure s arguments)))
       . body))))

(define (check-substring-spec procedure s start end)
  (%string-parse-bounds (name-of procedure) s (list start end) #t)
  (if #f #f))

; Element i of the vector is how much of the pattern is still matched when the first i
; characters were and the next does not match: the longest proper prefix of them that
; is also their suffix and is followed by another character than they are; -1 if there
; is none.
(define (make-kmp-restart-vector pattern . rest)
  (let ((same? (if (null? rest) char=? (car rest))))
    (call-with-values
      (lambda ()
        (%string-limits 'make-kmp-restart-vector pattern (if (null? rest) '() (cdr rest))))
      (lambda (start end)
        (let* ((size (- end start))
               (restart (make-vector size -1)))
          ; `matched` characters before `at` are a prefix of the pattern, or it is -1.
          (let loop ((at 0) (matched -1))
            (if (< at size)
                (let ((c (string-ref pattern (+ start at))))
                  (if (>= matched 0)
                      (vector-set! restart at
                                   (if (same? c (string-ref pattern (+ start matched)))
                                       (vector-ref restart matched)
                                       matched)))
                  (let back ((matched matched))
                    (if (or (< matched 0)
                            (same? c (string-ref pattern (+ start matched))))
                        (loop (+ at 1) (+ matched 1))
                        (back (vector-ref restart matched)))))))
          restart)))))

; How much of the pattern is matched after one more character.
(define (kmp-step pattern restart c matched same? start)
  (let loop ((matched matched))
    (cond ((< matched 0) 0)
          ((same? c (string-ref pattern (+ start matched))) (+ matched 1))
          (else (loop (vector-ref restart matched))))))

; Minus the index after the match, or how much of the pattern is matched at the end.
(define (string-kmp-partial-search pattern restart s matched . rest)
  (let* ((same? (if (pair? rest) (car rest) char=?))
         (rest (if (pair? rest) (cdr rest) '()))
         (pattern-start (if (pair? rest) (car rest) 0))
         (bounds (if (pair? rest) (cdr rest) '()))
         (size (vector-length restart)))
    (call-with-values
      (lambda () (%string-limits 'string-kmp-partial-search s bounds))
      (lambda (start end)
        (let loop ((k start) (matched matched))
          (cond ((= matched size) (- k))
                ((= k end) matched)
                (else
                 (loop (+ k 1)
                       (kmp-step pattern restart (string-ref s k) matched
                                 same? pattern-start)))))))))
