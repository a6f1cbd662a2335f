// Package storetest holds every adapter of the table port to one suite (Run), and lends other packages' tests a fresh
// table (New) and one that fails on purpose (Faulty).
package storetest

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/store/embedded"
)

// New makes an empty table in a temporary folder, which goes with the test. It is fast: nothing is synced.
func New(t testing.TB) *embedded.Table {
	return NewAt(t, time.Now)
}

// NewAt is New with a clock of the test's, by which items expire.
func NewAt(t testing.TB, now func() time.Time) *embedded.Table {
	t.Helper()
	table, err := embedded.Open(filepath.Join(t.TempDir(), "table.db"), embedded.Options{Now: now, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := table.Close(); err != nil {
			t.Error(err)
		}
	})
	return table
}
