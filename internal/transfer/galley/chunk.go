package galley

import (
	"bufio"
	"hash/fnv"
	"strings"
)

// Entries of a model stand in order in several files, cut so that a change of some entries changes few files: before
// entries whose ids say so, and where a file would get too large. A file is named by its first entry.
const (
	chunkEvery   = 512  // entries, on average
	chunkEntries = 4096 // at most
	chunkBytes   = 16 << 20
)

// chunks writes the lines of a model.
type chunks struct {
	to      *folder
	model   string
	names   map[string]bool // in lower case: some file systems do not tell letters apart
	file    *draft
	out     *bufio.Writer
	entries int
	bytes   int
}

func newChunks(to *folder, model string) *chunks {
	return &chunks{to: to, model: model, names: map[string]bool{}}
}

// add writes a line; id is that of the entry that it begins, or "" for one of its revisions.
func (c *chunks) add(id string, line []byte) error {
	if id != "" && c.cuts(id) {
		if err := c.begin(id); err != nil {
			return err
		}
	}
	if id != "" {
		c.entries++
	}
	c.bytes += len(line) + 1
	if _, err := c.out.Write(line); err != nil {
		return err
	}
	return c.out.WriteByte('\n')
}

// cuts tells whether an entry begins a file.
func (c *chunks) cuts(id string) bool {
	if c.file == nil {
		return true
	}
	h := fnv.New32a()
	h.Write([]byte(id))
	return (h.Sum32()%chunkEvery == 0 || c.entries >= chunkEntries || c.bytes >= chunkBytes) && !c.names[strings.ToLower(id)]
}

func (c *chunks) begin(id string) error {
	name := "from-" + id
	if c.file == nil {
		name = "first"
	} else if err := c.end(); err != nil {
		return err
	}
	c.names[strings.ToLower(id)] = true
	file, err := c.to.create(chunkPath(c.model, name))
	c.file, c.out, c.entries, c.bytes = file, bufio.NewWriterSize(file, 256<<10), 0, 0
	return err
}

// end puts the last file in its place.
func (c *chunks) end() error {
	if c.file == nil {
		return nil
	}
	if err := c.out.Flush(); err != nil {
		return err
	}
	return c.file.keep()
}
