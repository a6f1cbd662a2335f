package wal

import (
	"errors"
	"os"
	"syscall"
)

// datasync leaves out times and what else of the file's description no reader needs.
func datasync(f *os.File) error {
	for {
		if err := syscall.Fdatasync(int(f.Fd())); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}
