; in an image
; package: scheme-chez-srfi
; files: usr/share/r6rs/srfi/%3a117/list-queues-impl.scm
; what: queues of lists
; fails: uses R6RS's `define-record-type`
(load "usr/share/r6rs/srfi/%3a117/list-queues-impl.scm")
; error: define-record-type: expected (define-record-type name (constructor field ...) predicate (field accessor) ...), got (define-record-type (<list-queue> raw-make-list-queue lis...
