; A supervisor of two children, of which one fails.
(define shop
  (supervise 'one-for-one
    (list (child 'orders (lambda () (receive) (error "no order")))
          (child "receipts" receive 'restart 'transient))))
