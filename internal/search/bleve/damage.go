package bleve

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2/util"
	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// lockTimeout is how long an index that another process has open is waited for.
const lockTimeout = 5 * time.Second

// errDamaged marks what only an index made anew can mend.
var errDamaged = errors.New("the search index cannot be read")

// classify tells damage from what another attempt can mend: an index that another process has open, a disk that fails.
func classify(err error) error {
	if errors.Is(err, bolterrors.ErrTimeout) {
		return fmt.Errorf("search index: another process has it open")
	}
	if pe := (*os.PathError)(nil); errors.As(err, &pe) && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("search index: %w", err)
	}
	return fmt.Errorf("%w: %w", errDamaged, err)
}

// sizes are those of scorch's files.
func sizes(dir string) (map[string]int64, error) {
	all, err := os.ReadDir(filepath.Join(dir, indexDir))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := map[string]int64{}
	for _, e := range all {
		info, err := e.Info()
		if err != nil {
			return nil, err
		}
		out[e.Name()] = info.Size()
	}
	return out, nil
}

// noteFiles writes down, when the index is closed, how long each file is.
func noteFiles(dir string) error {
	all, err := sizes(dir)
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&b, "%s %d\n", name, all[name])
	}
	return writeFile(filepath.Join(dir, closedFile), b.String())
}

// checkFiles looks whether scorch can read its files without falling over them: after Close by their sizes, after a
// crash by their checksums. Scorch itself would go on with an older state, or an empty one, and say nothing.
func checkFiles(dir string) error {
	all, err := sizes(dir)
	if err != nil {
		return err
	}
	noted, err := os.ReadFile(filepath.Join(dir, closedFile))
	if err == nil {
		return checkSizes(string(noted), all)
	}
	names, err := segmentsOf(filepath.Join(dir, indexDir, rootFile), all[rootFile])
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := checkSegment(filepath.Join(dir, indexDir, name)); err != nil {
			return err
		}
	}
	return nil
}

func checkSizes(noted string, all map[string]int64) error {
	for line := range strings.Lines(noted) {
		var name string
		var size int64
		if _, err := fmt.Sscan(line, &name, &size); err != nil || all[name] != size {
			return fmt.Errorf("%w: the file %q does not have the %d bytes that it had", errDamaged, name, size)
		}
	}
	return nil
}

// rootFile is scorch's list of segments: a bbolt file.
const rootFile = "root.bolt"

// segmentsOf are the files that the newest state in scorch's list consists of.
func segmentsOf(path string, size int64) (names []string, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %s: %v", errDamaged, rootFile, p)
		}
	}()
	if size == 0 {
		return nil, fmt.Errorf("%w: %s is missing or empty", errDamaged, rootFile)
	}
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true, Timeout: lockTimeout})
	if err != nil {
		return nil, classify(err)
	}
	err = db.View(func(tx *bolt.Tx) error {
		if tx.Size() > size {
			return fmt.Errorf("%w: %s is cut", errDamaged, rootFile)
		}
		names = newest(tx.Bucket(util.BoltSnapshotsBucket))
		return nil
	})
	return names, errors.Join(err, db.Close())
}

func newest(snapshots *bolt.Bucket) (names []string) {
	if snapshots == nil {
		return nil
	}
	last, _ := snapshots.Cursor().Last()
	snapshot := snapshots.Bucket(last)
	if snapshot == nil {
		return nil
	}
	_ = snapshot.ForEachBucket(func(k []byte) error {
		if name := snapshot.Bucket(k).Get(util.BoltPathKey); name != nil {
			names = append(names, string(name))
		}
		return nil
	})
	return names
}

// checkSegment compares a segment with the checksum at its end.
func checkSegment(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%w: the file %s is missing", errDamaged, filepath.Base(path))
	}
	if err != nil {
		return err
	}
	sum := crc32.NewIEEE()
	var last [crc32.Size]byte
	info, err := f.Stat()
	if err == nil && info.Size() >= crc32.Size {
		if _, err = io.CopyN(sum, f, info.Size()-crc32.Size); err == nil {
			_, err = io.ReadFull(f, last[:])
		}
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if info.Size() < crc32.Size || sum.Sum32() != binary.BigEndian.Uint32(last[:]) {
		return fmt.Errorf("%w: the checksum of %s is wrong", errDamaged, filepath.Base(path))
	}
	return nil
}
