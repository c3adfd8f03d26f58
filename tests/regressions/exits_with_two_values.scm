; exit ended the process, whatever stood after its first argument.
(exit 1 2)                              ; error: exit: no clause takes 2 arguments
(emergency-exit 1 2)                    ; error: emergency-exit: no clause takes 2 arguments
