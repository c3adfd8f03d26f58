; R7RS (scheme r5rs): R7RS-small, appendix A, with erratum 22.
(define-library (scheme r5rs)
  (import (perdure syntax) (scheme base) (scheme char) (scheme complex) (scheme cxr)
          (scheme eval) (scheme file) (scheme inexact) (scheme lazy) (scheme load)
          (scheme read) (scheme repl) (scheme write)
          (only (perdure primitives) exact->inexact inexact->exact %expected))
  (export
    ; syntax
    _ ... => and begin case cond define define-syntax delay do else if lambda let
    let* let-syntax letrec letrec-syntax or quasiquote quote set! syntax-rules
    ; numbers
    * + - / < <= = > >= abs acos angle asin atan ceiling complex? cos denominator
    even? exact->inexact exact? exp expt floor gcd imag-part inexact->exact
    inexact? integer? lcm log magnitude make-polar make-rectangular max min modulo
    negative? number->string number? numerator odd? positive? quotient rational?
    rationalize real-part real? remainder round sin sqrt string->number tan
    truncate zero?
    ; sameness, booleans, symbols
    boolean? eq? equal? eqv? not string->symbol symbol->string symbol?
    ; pairs and lists
    append assoc assq assv car cdr cons length list list->string list->vector
    list-ref list-tail list? member memq memv null? pair? reverse set-car!
    set-cdr! caar cadr cdar cddr caaar caadr cadar caddr cdaar cdadr cddar cdddr
    caaaar caaadr caadar caaddr cadaar cadadr caddar cadddr cdaaar cdaadr cdadar
    cdaddr cddaar cddadr cdddar cddddr
    ; characters and strings
    char->integer char-alphabetic? char-ci<=? char-ci<? char-ci=? char-ci>=?
    char-ci>? char-downcase char-lower-case? char-numeric? char-upcase
    char-upper-case? char-whitespace? char<=? char<? char=? char>=? char>? char?
    integer->char make-string string string->list string-append string-ci<=?
    string-ci<? string-ci=? string-ci>=? string-ci>? string-copy string-fill!
    string-length string-ref string-set! string<=? string<? string=? string>=?
    string>? string? substring
    ; vectors
    make-vector vector vector->list vector-fill! vector-length vector-ref
    vector-set! vector?
    ; control and evaluation
    apply call-with-current-continuation call-with-values dynamic-wind eval
    for-each force interaction-environment load map null-environment procedure?
    scheme-report-environment values
    ; ports
    call-with-input-file call-with-output-file char-ready? close-input-port
    close-output-port current-input-port current-output-port display eof-object?
    input-port? newline open-input-file open-output-file output-port? peek-char
    read read-char with-input-from-file with-output-to-file write write-char)
  (begin
    (define (scheme-report-environment version)
      (%check-version 'scheme-report-environment version)
      (environment '(scheme r5rs)))

    (define (null-environment version)
      (%check-version 'null-environment version)
      (environment
       '(only (scheme r5rs)
              _ ... => and begin case cond define define-syntax delay do else if
              lambda let let* let-syntax letrec letrec-syntax or quasiquote quote
              set! syntax-rules)))

    (define (%check-version who version)
      (if (not (eqv? version 5))
          (%expected who "the version 5" version)))))
