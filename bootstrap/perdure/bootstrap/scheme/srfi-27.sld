; SRFI 27: sources of random bits. A source is stored with all else, the default one in
; the image: every image begins with the same one, and goes on from where it was.
; Processes on several workers that draw from one source do so one after the other.
(define-library (srfi 27)
  (import (perdure primitives) (perdure syntax))
  (export
    random-integer random-real default-random-source make-random-source
    random-source? random-source-state-ref random-source-state-set!
    random-source-randomize! random-source-pseudo-randomize!
    random-source-make-integers random-source-make-reals)
  (begin
    (define default-random-source (make-random-source))

    (define (random-integer limit) (%random-integer default-random-source limit))
    (define (random-real) (%random-real default-random-source))

    (define (check source who)
      (if (not (random-source? source)) (%expected who "a random source" source)))

    (define (random-source-make-integers source)
      (check source 'random-source-make-integers)
      (lambda (limit) (%random-integer source limit)))

    (define (random-source-make-reals source . unit)
      (check source 'random-source-make-reals)
      (if (null? unit)
          (lambda () (%random-real source))
          (let ((unit (car unit)))
            (if (not (and (real? unit) (< 0 unit 1)))
                (%expected 'random-source-make-reals "a number between 0 and 1" unit))
            (lambda () (%random-real source unit)))))))
