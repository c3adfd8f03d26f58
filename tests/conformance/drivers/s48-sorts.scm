; in an image
; package: scheme48
; files: usr/share/scheme48-1.9.2/sort/*.scm
; what: five sorts of vectors, sorts of lists
(define (load-sort name) (load (string-append "usr/share/scheme48-1.9.2/sort/" name ".scm")))
(for-each load-sort '("vector-util" "sortp" "visort" "vbinsearch" "vmsort" "vhsort" "vqsort2" "delndups" "lmsort" "sort"))
(define (sorted sort!) (let ((v (vector 31 4 15 92 65 35 89 79 32 38 4 6))) (sort! < v) v))
(sorted vector-heap-sort!)              ; => #(4 4 6 15 31 32 35 38 65 79 89 92)
(sorted vector-insert-sort!)            ; => #(4 4 6 15 31 32 35 38 65 79 89 92)
(sorted vector-quick-sort!)             ; => #(4 4 6 15 31 32 35 38 65 79 89 92)
(sorted vector-merge-sort!)             ; => #(4 4 6 15 31 32 35 38 65 79 89 92)
(list-merge-sort < '(3 1 2))            ; => (1 2 3)
(list-sorted? < '(1 2 3))               ; => #t
(list-delete-neighbor-dups = '(1 1 2 3 3))          ; => (1 2 3)
