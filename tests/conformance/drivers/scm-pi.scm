; in an image
; package: scm
; files: usr/share/doc/scm/examples/pi.scm
; what: digits of pi
(load "usr/share/doc/scm/examples/pi.scm")
(pi 40 10)                              ; prints 0000000003 1415926535 8979323846 2643383279 5028841971 \n
