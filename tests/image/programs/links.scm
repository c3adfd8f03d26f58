(call-with-output-file LINK (lambda (p) (write 1 p)))
(define seen (call-with-input-file TARGET read))
(delete-file LINK)
(list seen (file-exists? LINK) (file-exists? TARGET))
