; What the processes start with that the `perdure` command and Image make.
; Text is compiled within the process, so an error in it is the process's error.
(define-library (perdure loading)
  (import (perdure primitives) (perdure control) (perdure syntax))
  (export %load-text %run-text %call-text %call-variable %run-program %send-text
          %load-file %keeping %being-loaded %keeps-variables %command-line %search-path)
  (begin
    ; The name and the arguments of the program that runs.
    (define %command-line (make-parameter '()))

    ; The folders in which libraries are looked for that the image does not have.
    (define %search-path (make-parameter '()))

    ; The record of the file that an application has this process load, or #f.
    (define %being-loaded (make-parameter #f))

    ; Whether code that is compiled keeps variables in scope that are done with, to be looked at.
    (define %keeps-variables (make-parameter #f))

    ; Start so that it does.
    (define (%keeping start . arguments)
      (parameterize ((%keeps-variables #t))
        (apply start arguments)))

    (define (%run-text text name environment search-path)
      (if (null? search-path)
          (%load-text text name environment)
          (parameterize ((%search-path search-path))
            (%load-text text name environment))))

    ; Call the procedure that is the value of a text. A value that is none will do where
    ; nothing is to be given to it.
    (define (%call-text text name environment arguments)
      (let ((value (%load-text text name environment)))
        (if (and (null? arguments) (not (procedure? value)))
            value
            (apply value arguments))))

    ; Call the value that a variable has by then.
    (define (%call-variable variable . arguments)
      (apply (%variable-value variable) arguments))

    ; Evaluate a text form by form; the value of the last is the result.
    (define (%load-text text name environment)
      (let ((source (%source name text)))
        (let loop ((offset 0) (value (if #f #f)))
          (call-with-values
            (lambda () (%load-step source name offset environment))
            (lambda step
              (if (eof-object? (car step))
                  value
                  (loop (cadr step) (%noted source environment step))))))))

    ; Run a form, and have noted what it defines.
    (define (%noted source environment step)
      (if (null? (cddr step))
          ((car step))
          (let ((value ((car step))))
            (%note-definitions source (caddr step) environment)
            value)))

    ; Load a file of an application, unless it was loaded last as it is now. `key` is the
    ; file's name without its folder: a new release may well lie in another one.
    (define (%load-file text name environment search-path key again?)
      (parameterize ((%search-path search-path))
        (if (or again? (not (%loaded? key text)))
            (let ((record (%begin-loading)))
              (parameterize ((%being-loaded record))
                (%load-text text name environment))
              (%note-loaded key text record)))))

    ; Run a program in an environment of its own.
    (define (%run-program text name arguments search-path)
      (parameterize ((%command-line (cons name arguments))
                     (%search-path search-path))
        ((%compile-program text name))))

    (define (%send-text pid text environment)
      (send! pid (%load-text text "<send>" environment)))))
