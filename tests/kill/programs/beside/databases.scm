; Books five entries, one after the other; run by test_databases.py.
(import (scheme base) (python books) (perdure process))
(let loop ((n 0) (noted (quote ())))
  (if (= n 5)
      (reverse noted)
      (loop (+ n 1) (cons (book n) noted))))
