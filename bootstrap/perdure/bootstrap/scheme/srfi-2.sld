; SRFI 2: and-let*: `and` whose values are named on the way.
(define-library (srfi 2)
  (import (perdure syntax))
  (export and-let*)
  (begin
    ; A clause is (name expression), (expression) or a name.
    (define-syntax and-let*
      (syntax-rules ()
        ((_ ()) #t)
        ((_ () . body) (let () . body))
        ((_ ((name value))) (let ((name value)) name))
        ((_ ((value))) value)
        ((_ ((name value) . clauses) . body)
         (let ((name value)) (if name (and-let* clauses . body) #f)))
        ((_ ((value) . clauses) . body)
         (if value (and-let* clauses . body) #f))
        ((_ ((part . parts) . clauses) . body)
         (syntax-error "expected (name expression), (expression) or a name:" (part . parts)))
        ((_ (name)) name)
        ((_ (name . clauses) . body)
         (if name (and-let* clauses . body) #f))))))
