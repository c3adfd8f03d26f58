(define (find-pair n)
  (let ((found
         (let outer ((i 1))
           (if (> i n)
               'none
               (let inner ((j 1))
                 (cond ((> j i) (outer (+ i 1)))
                       ((= (* i j) 12) (list i j))
                       (else (test-pause j) (inner (+ j 1)))))))))
    (list 'found found)))
(list (find-pair 3) (find-pair 9))  ; => ((found none) (found (4 3)))
