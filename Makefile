# The commands of the house; each is one script in bin/, which says what it does and takes options.
# `make run` and `make test` do all of their own set-up on a fresh Debian 12.
.PHONY: run build test quick check bench faults fuzz

run:     ; @bin/run
build:   ; @bin/setup build run && bin/build program
test:    ; @bin/test
quick:   ; @bin/quick
check:   ; @bin/setup build test && bin/check
bench:   ; @bin/bench
faults:  ; @bin/faults
fuzz:    ; @bin/fuzz
