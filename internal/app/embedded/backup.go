package embedded

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/galley-cms/galley/internal/errs"
)

// serveBackup sends a backup. One that breaks off breaks the connection too, so that nobody takes it for whole.
func (h *Home) serveBackup(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/x-tar")
	out := &noting{Writer: w}
	err := h.Backup(out)
	if err == nil {
		return
	}
	h.log.Error("backup", "error", err)
	if out.begun {
		panic(http.ErrAbortHandler)
	}
	http.Error(w, backupTrouble(err), http.StatusInternalServerError)
}

// backupTrouble says why a backup could not begin, without the paths of temporary files.
func backupTrouble(err error) string {
	if wrong := new(fs.PathError); errors.As(err, &wrong) {
		return fmt.Sprintf("The data folder takes no copies of the tables, which a backup is made of: %v.", wrong.Err)
	}
	return "The backup could not be made. The log of the server says why."
}

// noting notes whether something was written.
type noting struct {
	io.Writer
	begun bool
}

func (n *noting) Write(b []byte) (int, error) {
	n.begun = true
	return n.Writer.Write(b)
}

// Backup writes a tar archive of the data folder as of one moment, while others go on reading and writing. Unpacked into
// an empty folder it is a data folder again. Queues are left out: what waits in them is made anew from the events.
func (h *Home) Backup(w io.Writer) (err error) {
	defer errs.Wrap(&err, "back up %s", h.dir)
	temp, err := os.MkdirTemp(h.dir, "backup-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp) //nolint:errcheck // what stays behind is found in the folder
	if err := h.snapshot(temp); err != nil {
		return err
	}
	t := tar.NewWriter(w)
	for _, name := range []string{contentFile, indexFile} {
		if err := addFile(t, filepath.Join(temp, name), name); err != nil {
			return err
		}
	}
	if err := h.addFiles(t); err != nil {
		return err
	}
	return t.Close()
}

// snapshot copies both tables as of one moment: writers wait until both copies have begun. What has gathered over their
// files is brought there before, so that they need not wait for it.
func (h *Home) snapshot(folder string) error {
	if err := errors.Join(h.content.Checkpoint(), h.index.Checkpoint()); err != nil {
		return err
	}
	h.content.gate.Lock()
	content, contentErr := begin(h.content, filepath.Join(folder, contentFile))
	index, indexErr := begin(h.index, filepath.Join(folder, indexFile))
	h.content.gate.Unlock()
	if err := errors.Join(contentErr, indexErr); err != nil {
		return err
	}
	return errors.Join(<-content, <-index)
}

// begin copies a table into a file. When it returns the moment of the copy is fixed; the channel tells how it ended.
func begin(t *gated, path string) (<-chan error, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	begun, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		err := t.Backup(&starter{Writer: f, begun: begun})
		ended <- errors.Join(err, f.Close())
	}()
	select {
	case <-begun:
		return ended, nil
	case err := <-ended:
		ended <- err
		return ended, nil
	}
}

// starter tells when the first byte is written: the snapshot that it is of was taken before.
type starter struct {
	io.Writer
	begun chan struct{}
}

func (s *starter) Write(b []byte) (int, error) {
	if s.begun != nil {
		close(s.begun)
		s.begun = nil
	}
	return s.Writer.Write(b)
}

// addFiles adds the bucket. Files are never changed once they are there, only added and removed.
func (h *Home) addFiles(t *tar.Writer) error {
	return filepath.WalkDir(filepath.Join(h.dir, filesFolder), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		name, err := filepath.Rel(h.dir, path)
		if err != nil {
			return err
		}
		if err := addFile(t, path, filepath.ToSlash(name)); !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return nil // removed meanwhile
	})
}

func addFile(t *tar.Writer, path, name string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	info, err := f.Stat()
	if err != nil {
		return err
	}
	header := &tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime().UTC().Truncate(time.Second)}
	if err := t.WriteHeader(header); err != nil {
		return err
	}
	if _, err := io.Copy(t, f); err != nil {
		return fmt.Errorf("copy %s: %w", name, err)
	}
	return nil
}
