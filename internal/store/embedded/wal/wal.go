// Package wal is the log in which a table's commits are on disk before they are acknowledged, until a checkpoint has
// brought them to the table's own file.
//
// There are two files. Commits are appended to one; when a checkpoint begins, the log turns to the other, and writes over
// what that held from an earlier checkpoint: files that need not grow sync fastest. Every record has a number, one more
// than the last, and a checksum, so a reader knows where the log ends: at the first record that is torn, or has another
// number. The package knows nothing of what the records say.
package wal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"

	"github.com/galley-cms/galley/internal/errs"
)

// Header is the room that Append needs before what a record says, in bytes: length, checksum, number.
const Header = 4 + 4 + 8

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// File is a file of the log.
type File interface {
	ReadAt(b []byte, off int64) (int, error)
	WriteAt(b []byte, off int64) (int, error)
	Datasync() error
	Close() error
}

// Options of a Log; the zero value is right for production.
type Options struct {
	// NoSync leaves syncing to the operating system.
	NoSync bool
	// Open opens a file for reading and writing. If it does not exist it is made, if that is asked for; otherwise the
	// error is fs.ErrNotExist. nil for files of the operating system.
	Open func(name string, make bool) (File, error)
}

// Log is open for one process. Only one goroutine may use it at a time.
type Log struct {
	o       Options
	names   [2]string
	files   [2]File // nil: not open yet
	current int     // of the files: the one that commits are appended to
	end     int64   // of what counts in it
	sum     uint32  // checksum of the last record in it
	number  uint64  // of the last record
}

// Open prepares the log of the table at path. It makes and changes no file. The first thing to do is Replay.
func Open(path string, o Options) *Log {
	if o.Open == nil {
		o.Open = openFile
	}
	return &Log{o: o, names: [2]string{path + "-log1", path + "-log2"}}
}

// Number is that of the last record.
func (l *Log) Number() uint64 { return l.number }

// Append writes one record, whose first Header bytes are the log's, and syncs it. After an error the record does not
// count: the next one takes its place and its number. Whether it would be found after a crash until then is not known,
// unless the error says that there was no room.
func (l *Log) Append(record []byte) error {
	f, err := l.file(l.current, true)
	if err != nil {
		return err
	}
	sum := seal(record, l.sum, l.number+1)
	if err := l.write(f, record); err != nil {
		f.WriteAt(make([]byte, Header), l.end) //nolint:errcheck // best effort: it must not be found
		return err
	}
	l.number, l.sum = l.number+1, sum
	l.end += int64(len(record))
	return nil
}

func (l *Log) write(f File, record []byte) error {
	if _, err := f.WriteAt(record, l.end); err != nil || l.o.NoSync {
		return err
	}
	return f.Datasync()
}

// seal fills in the header of a record that follows one with the checksum before.
func seal(record []byte, before uint32, number uint64) (sum uint32) {
	binary.LittleEndian.PutUint32(record, uint32(len(record)-Header))
	binary.LittleEndian.PutUint64(record[8:], number)
	sum = checksum(record, before)
	binary.LittleEndian.PutUint32(record[4:], sum)
	return sum
}

// checksum is that of all of a record but itself, and of what came before.
func checksum(record []byte, before uint32) uint32 {
	return crc32.Update(crc32.Update(before, castagnoli, record[:4]), castagnoli, record[8:])
}

// Turn begins with the other file, none of whose records may be needed any longer.
func (l *Log) Turn() { l.current, l.end, l.sum = 1-l.current, 0, 0 }

// Close lets go of the files. If drop is set none of their records is needed any longer, and they are removed.
func (l *Log) Close(drop bool) error {
	var all []error
	for i, f := range l.files {
		if f != nil {
			all = append(all, f.Close())
		}
		if !drop {
			continue
		}
		if err := os.Remove(l.names[i]); !errors.Is(err, fs.ErrNotExist) {
			all = append(all, err)
		}
	}
	l.files = [2]File{}
	return errors.Join(all...)
}

func (l *Log) file(i int, make bool) (_ File, err error) {
	if l.files[i] == nil {
		l.files[i], err = l.o.Open(l.names[i], make)
	}
	return l.files[i], err
}

// Replay reads the records after a number, up to which the table's own file has everything, and tells of them in order.
// part is 0 for those of the file that was begun first, 1 for those of the other one, if both are needed. What replay
// keeps of a record stays valid.
func (l *Log) Replay(done uint64, replay func(part int, number uint64, record []byte) error) error {
	l.number = done
	var parts []part
	for i := range l.files {
		p, err := l.read(i, done)
		if err != nil {
			return fmt.Errorf("read %s: %w", l.names[i], err)
		}
		if len(p.records) > 0 {
			parts = append(parts, p)
		}
	}
	if len(parts) == 2 && parts[0].first > parts[1].first {
		parts[0], parts[1] = parts[1], parts[0]
	}
	for n, p := range parts {
		if p.first != l.number+1 {
			return errs.New(errs.Invalid, "The log %s goes on after change %d, but the table and its other log end with change %d: "+
				"a file was damaged, or comes from elsewhere. Restore all of them from a backup; a restored table has no logs.",
				l.names[p.file], p.first-1, l.number)
		}
		for _, record := range p.records {
			l.number++
			if err := replay(n, l.number, record); err != nil {
				return err
			}
		}
		l.current, l.end, l.sum = p.file, p.end, p.sum
	}
	return nil
}

// part is what one file has of the log.
type part struct {
	file    int
	first   uint64   // number of the first record
	records [][]byte // what they say
	end     int64    // of the last one, in the file
	sum     uint32   // of the last one
}

// read finds the records of a file that are later than done.
func (l *Log) read(i int, done uint64) (part, error) {
	p := part{file: i}
	f, err := l.file(i, false)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	all, err := readAll(f)
	if err != nil {
		return p, err
	}
	last := uint64(0)
	for {
		record, number := next(all[p.end:], p.sum)
		if record == nil || (last != 0 && number != last+1) {
			return p, nil
		}
		last, p.sum = number, binary.LittleEndian.Uint32(record[4:])
		if p.end += int64(len(record)); number <= done {
			continue
		}
		if p.records == nil {
			p.first = number
		}
		p.records = append(p.records, record[Header:])
	}
}

// next is the record with which b begins, after one with the checksum before; nil if it is torn, or none.
func next(b []byte, before uint32) (record []byte, number uint64) {
	if len(b) < Header {
		return nil, 0
	}
	n := uint64(binary.LittleEndian.Uint32(b)) + Header
	if n == Header || n > uint64(len(b)) || checksum(b[:n:n], before) != binary.LittleEndian.Uint32(b[4:]) {
		return nil, 0
	}
	return b[:n:n], binary.LittleEndian.Uint64(b[8:])
}
