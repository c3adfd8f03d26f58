; Programs that fail, and their values once what is broken has been mended.

(+ 1 (charge 1))                                        ; => 2
(charge 1)                                              ; => 1
(+ 1 (launch 1))                                        ; => 2
(+ 1 (rate 1))                                          ; => 2
(rate 1)                                                ; => 1
(+ 1 (helper 1))                                        ; => 11
(helper 1)                                              ; => 10
(if (helper 1) 'yes 'no)                                ; => yes
(+ 1 (guard (e ((string? e) 7)) (+ 1 (charge 1))))      ; => 3
(+ 1 (guard (e ((string? e) 7)) (charge 1)))            ; => 2
(+ 1 (guard (e ((string? e) 7)) (+ 1 (rate 1))))        ; => 3
(+ 1 (guard (e ((string? e) 7)) (rate 1)))              ; => 2
(+ 1 (guard (e ((string? e) 7)) (guard (e ((symbol? e) 8)) (helper 1))))  ; => 11
(dynamic-wind (lambda () 1) (lambda () (+ 1 (charge 1))) (lambda () 2))  ; => 2
(guard (e ((string? e) 7)) (dynamic-wind (lambda () 1) (lambda () (rate 5)) list))  ; => 5
(map (lambda (x) (+ 1 (charge x))) (list 1 2 3))        ; => (2 3 4)
(let ((v (vector 1 2))) (vector-map (lambda (x) (rate x)) v))  ; => #(1 2)
(let loop ((i 0) (sum 0)) (if (< i 3) (loop (+ i 1) (+ sum (rate i))) sum))  ; => 3
(+ 1 (wait (spawn (lambda () (charge 1)))))             ; => 2
(parameterize ((p 5)) (+ (p) (guard (e ((string? e) 7)) (rate 1))))  ; => 6
(let ((k (call/cc (lambda (k) k)))) (if (procedure? k) (k (rate 1)) k))  ; => 1
(let deep ((n 300)) (if (= n 0) (rate 1) (+ 1 (deep (- n 1)))))  ; => 301
