(define (tree-walk tree)
  (reset (let walk ((tree tree))
           (cond ((pair? tree) (walk (car tree)) (walk (cdr tree)))
                 ((null? tree) #f)
                 (else (shift k (cons (test-pause tree) (lambda () (k #f)))))))
         '()))
(let loop ((found (tree-walk '((1 2) (3 (4))))) (sum 0))
  (if (null? found) sum (loop ((cdr found)) (+ (* 10 sum) (car found)))))  ; => 1234
