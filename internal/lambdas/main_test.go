package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// The same binary gives the same zip at any time; what is in it can be run, and is called as AWS wants it.
func TestPack(t *testing.T) {
	dir := t.TempDir()
	binary := filepath.Join(dir, "binary")
	want := bytes.Repeat([]byte("binary "), 1000)
	var zips [2][]byte
	for i := range zips {
		if err := os.WriteFile(binary, want, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(binary, time.Time{}, time.Now().Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "x.zip")
		if n, err := pack(binary, file); err != nil || n != int64(len(want)) {
			t.Fatalf("packed %d bytes: %v", n, err)
		}
		var err error
		if zips[i], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(zips[0], zips[1]) {
		t.Error("two zips of one binary differ")
	}
	z, err := zip.NewReader(bytes.NewReader(zips[0]), int64(len(zips[0])))
	if err != nil || len(z.File) != 1 {
		t.Fatalf("the zip holds %v: %v", z, err)
	}
	if f := z.File[0]; f.Name != "bootstrap" || f.Mode() != 0o755 {
		t.Errorf("the zip holds %s, %s", f.Name, f.Mode())
	}
	in, err := z.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(in); err != nil || !bytes.Equal(got, want) {
		t.Errorf("the zip holds %d other bytes: %v", len(got), err)
	}
}
