; Loops over the 1000 items of records.scm.

(length (map (lambda (v) (vector-ref v 0)) items))                  ; => 1000
(length (filter (lambda (v) (< (vector-ref v 0) 0)) items))         ; => 0
(fold (lambda (v sum) (+ sum (vector-length v))) 0 items)           ; => 2000
(vector-length (vector-map (lambda (v) (vector-ref v 0)) vectors))  ; => 1000
(vector-ref (car (list-sort by-number items)) 0)                    ; => 0

; What is deeper in the elements.
(apply + (map (lambda (v) (string-length (vector-ref v 1))) items))           ; => 2890
(fold-left (lambda (sum v) (+ sum (string-length (vector-ref v 1)))) 0 items)  ; => 2890
(length (remove (lambda (v) (= (string-length (vector-ref v 1)) 1)) items))   ; => 990
(vector-ref (vector-map (lambda (v) (string-length (vector-ref v 1))) vectors) 999)  ; => 3
(vector-ref (car (list-sort by-length items)) 1)                    ; => "0"

(apply + numbers)                                                   ; => 499500
(length numbers)                                                    ; => 1000
(car (reverse numbers))                                             ; => 999
