; The procedures over vectors of @ numbers that call procedures, made for the kind by
; (perdure numeric-vectors).

(define @vector-unfold (unfolding '@vector-unfold '@))
(define @vector-unfold-right (unfolding-right '@vector-unfold-right '@))
(define @vector-unfold! (unfolding-into '@vector-unfold! '@))
(define @vector-unfold-right! (unfolding-into-right '@vector-unfold-right! '@))

(define @vector-fold (folding '@vector-fold '@))
(define @vector-fold-right (folding-right '@vector-fold-right '@))
(define @vector-map (mapping '@vector-map '@))
(define @vector-map! (mapping-into '@vector-map! '@))
(define @vector-for-each (doing-for-each '@vector-for-each '@))
(define @vector-count (counting '@vector-count '@))
(define @vector-cumulate (cumulating '@vector-cumulate '@))

(define @vector-take-while (taking-while '@vector-take-while '@))
(define @vector-take-while-right (taking-while-right '@vector-take-while-right '@))
(define @vector-drop-while (dropping-while '@vector-drop-while '@))
(define @vector-drop-while-right (dropping-while-right '@vector-drop-while-right '@))
(define @vector-index (finding-index '@vector-index '@))
(define @vector-index-right (finding-index-right '@vector-index-right '@))
(define @vector-skip (finding-skip '@vector-skip '@))
(define @vector-skip-right (finding-skip-right '@vector-skip-right '@))
(define @vector-any (suiting-any '@vector-any '@))
(define @vector-every (suiting-every '@vector-every '@))
(define @vector-partition (parting '@vector-partition '@))
(define @vector-filter (filtering '@vector-filter '@))
(define @vector-remove (removing '@vector-remove '@))

(define make-@vector-generator (generating 'make-@vector-generator '@))
(define write-@vector (writing 'write-@vector '@))

(define @vector-comparator
  (make-comparator @vector? @vector= %@vector<? %@vector-hash))
