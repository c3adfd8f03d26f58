; Sets of characters: the procedures that call procedures, and the standard sets.

(define char-set:lower-case (%standard-char-set 'lower-case))
(define char-set:upper-case (%standard-char-set 'upper-case))
(define char-set:title-case (%standard-char-set 'title-case))
(define char-set:letter (%standard-char-set 'letter))
(define char-set:digit (%standard-char-set 'digit))
(define char-set:letter+digit (%standard-char-set 'letter+digit))
(define char-set:graphic (%standard-char-set 'graphic))
(define char-set:printing (%standard-char-set 'printing))
(define char-set:whitespace (%standard-char-set 'whitespace))
(define char-set:iso-control (%standard-char-set 'iso-control))
(define char-set:punctuation (%standard-char-set 'punctuation))
(define char-set:symbol (%standard-char-set 'symbol))
(define char-set:hex-digit (%standard-char-set 'hex-digit))
(define char-set:blank (%standard-char-set 'blank))
(define char-set:ascii (%standard-char-set 'ascii))
(define char-set:empty (%standard-char-set 'empty))
(define char-set:full (%standard-char-set 'full))

; All characters of a set would be a million pairs, so they come a few at a time.
(define some 1000)

(define (char-set-fold f start set)
  (let loop ((code 0) (made start))
    (call-with-values
      (lambda () (%char-set-some set code some))
      (lambda (characters next)
        (let ((made (fold f made characters)))
          (if next (loop next made) made))))))

(define (char-set-for-each f set)
  (let loop ((code 0))
    (call-with-values
      (lambda () (%char-set-some set code some))
      (lambda (characters next)
        (for-each f characters)
        (if next (loop next))))))

(define (char-set-any suits? set)
  (let loop ((code 0))
    (call-with-values
      (lambda () (%char-set-some set code some))
      (lambda (characters next)
        (or (any suits? characters)
            (and next (loop next)))))))

; The value is that of the last call.
(define (char-set-every suits? set)
  (let loop ((code 0))
    (call-with-values
      (lambda () (%char-set-some set code some))
      (lambda (characters next)
        (let ((answer (every suits? characters)))
          (and answer (if next (loop next) answer)))))))

(define (char-set-count suits? set)
  (char-set-fold (lambda (c k) (if (suits? c) (+ k 1) k)) 0 set))

; The set of what is in a list, with the base, if one was given.
(define (gathered characters base)
  (apply list->char-set characters base))

(define (char-set-filter suits? set . base)
  (gathered (char-set-fold (lambda (c made) (if (suits? c) (cons c made) made)) '() set)
            base))

(define char-set-filter! char-set-filter)

(define (char-set-map f set)
  (list->char-set (char-set-fold (lambda (c made) (cons (f c) made)) '() set)))

(define (char-set-unfold stop? f next seed . base)
  (let loop ((seed seed) (made '()))
    (if (stop? seed)
        (gathered made base)
        (loop (next seed) (cons (f seed) made)))))

(define char-set-unfold! char-set-unfold)
