; in an image
; package: slib
; setup: slib.setup
; files: usr/share/slib/Template.scm usr/share/slib/require.scm usr/share/slib/mklibcat.scm
; what: its catalogue of libraries, with Template.scm for Perdure's

(provided? 'sort)                       ; => #f
(require 'sort)
(provided? 'sort)                       ; => #t
(program-vicinity)                      ; error: program-vicinity:  called; use slib:load to load
