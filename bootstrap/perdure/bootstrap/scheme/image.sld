; What concerns an image as a whole: docs/living.md.
(define-library (perdure image)
  (import (scheme base) (scheme case-lambda) (perdure primitives) (only (perdure process) await-external))
  (export become! instances-of on-shut-down! on-start-up! path-to referrers-of said say!)
  (begin
    ; The procedure is called whenever the image is opened to be driven, by a process of its own;
    ; #f in its place takes it back.
    (define (on-start-up! name procedure) (%hook! 0 name procedure))

    ; And when it is closed.
    (define (on-shut-down! name procedure) (%hook! 1 name procedure))

    ; Texts of what refers to an object, also of what is dead.
    (define referrers-of
      (case-lambda
        ((thing) (%referrers-of thing 1000))
        ((thing count) (%referrers-of thing count))))

    ; All that refers to the one object refers to the other afterwards.
    (define (become! old new)
      (let ((outcome (await-external (%become old new))))
        (if (string? outcome)
            (error (string-append "become!: " outcome)))))))
