(define out (open-output-file TARGET))
(write-string "lost" out)
(sleep 1)
(write-string "more" out)
