; Walks through N items, of which a process that has passed them holds none.

; a list:
(for-each (lambda (x) (sleep 1)) (iota N))

; a list by a tail call:
(define (walk l) (sleep 1) (if (pair? (cdr l)) (walk (cdr l))))
(walk (iota N))

; a stream:
(let loop ((s (from 0))) (sleep 1) (if (< (stream-car s) N) (loop (stream-cdr s))))

; a stream by stream-for-each:
(stream-for-each (lambda (x) (sleep 1)) (stream-take N (from 0)))

; a generator:
(let loop ((found (tree-walk (iota N)))) (if (pair? found) (loop ((cdr found)))))

; messages:
(let loop ((i 0))
  (send! (self) (iota 10)) (receive) (sleep 1) (if (< i N) (loop (+ i 1))))
