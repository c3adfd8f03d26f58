; in an image
; package: slib
; setup: slib.setup
; files: usr/share/slib/strsrch.scm usr/share/slib/strcase.scm usr/share/slib/uri.scm usr/share/slib/coerce.scm usr/share/slib/glob.scm usr/share/slib/chap.scm usr/share/slib/xml-parse.scm
; what: searching, cases, URIs, file name patterns, an XML parser

(require 'string-search)
(list (string-index "abcd" #\c) (substring? "rat" "pirate"))    ; => (2 2)
(find-string-from-port? "ab" (open-input-string "xxab"))        ; => 4
(require 'string-case)
(string-capitalize "hello there")       ; => "Hello There"
(require 'uri)
(uri->tree "http://www.example.org/pub/uri/#Related")
; => (http "www.example.org" ("" "pub" "uri" "") #f "Related")
(require 'coerce)
(coerce "abc" 'list)                    ; => (#\a #\b #\c)
(require 'glob)
(and ((filename:match?? "*.scm") "sort.scm") #t)    ; => #t
(require 'chapter-order)
(chap:string<? "a.9" "a.10")            ; => #t
(require 'xml-parse)
(define parse
  (ssax:make-parser
   NEW-LEVEL-SEED (lambda (name attributes namespaces content seed) '())
   FINISH-ELEMENT (lambda (name attributes namespaces parent seed) (cons (cons name (reverse seed)) parent))
   CHAR-DATA-HANDLER (lambda (text more seed) (cons text seed))))
(parse (open-input-string "<a><b>text</b><c x='1'/></a>") '())  ; => ((a (b "text") (c)))
(parse (open-input-string "<a></b>") '())
; error: #<string input port> "[GIMatch] broken for " (END . b) " while expecting " END a
