(define-record-type account (make-account owner entries) account?
  (owner account-owner) (entries account-entries set-entries!))
(define-view account?
  (lambda (account)
    (list (cons "owner" (account-owner account))
          (cons 'balance (apply + (account-entries account))))))
(define mine (make-account 'ada '(1 2 3)))
