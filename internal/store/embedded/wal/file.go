package wal

import (
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
)

// diskFile is a file of the operating system.
type diskFile struct{ *os.File }

// Datasync brings what was written to the disk.
func (f diskFile) Datasync() error { return datasync(f.File) }

// openFile opens a file. One that it makes is in its folder for good before anything can be acknowledged.
func openFile(name string, make bool) (File, error) {
	f, err := os.OpenFile(name, os.O_RDWR, 0o600)
	if err == nil {
		return diskFile{f}, nil
	}
	if !make || !os.IsNotExist(err) {
		return nil, err
	}
	if f, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, err
	}
	if err := syncFolder(filepath.Dir(name)); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return diskFile{f}, nil
}

func syncFolder(path string) error {
	if runtime.GOOS == "windows" { // folders cannot be synced there
		return nil
	}
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer d.Close() //nolint:errcheck // nothing was written to it
	return d.Sync()
}

// readAll reads a file from its start to its end.
func readAll(f File) ([]byte, error) {
	return io.ReadAll(io.NewSectionReader(f, 0, math.MaxInt64))
}
