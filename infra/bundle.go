package main

import (
	"archive/zip"
	"crypto/sha256"
	"debug/elf"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// bundles is the folder of the built functions, NAME.zip each, with one file: bootstrap.
type bundles struct {
	dir     string
	machine elf.Machine
}

// machines are the processors that functions are built for, by the name that `make lambdas ARCH=` takes.
var machines = map[elf.Machine]string{elf.EM_AARCH64: "arm64", elf.EM_X86_64: "amd64"}

// check tells whether every function is there and built for the right processor.
func (b bundles) check(names ...string) error {
	for _, name := range names {
		if err := b.checkOne(name); err != nil {
			return err
		}
	}
	return nil
}

func (b bundles) checkOne(name string) error {
	build := "run make lambdas ARCH=" + machines[b.machine]
	machine, err := machineOf(b.path(name))
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s is missing: %s", b.path(name), build)
	}
	if err != nil {
		return fmt.Errorf("%s is not a built function (%w): %s", b.path(name), err, build)
	}
	if machine != b.machine {
		return fmt.Errorf("%s is built for another processor than this environment's: %s", b.path(name), build)
	}
	return nil
}

func (b bundles) path(name string) string { return filepath.Join(b.dir, name+".zip") }

// hash names the content of a function's zip.
func (b bundles) hash(name string) (string, error) {
	content, err := os.ReadFile(b.path(name))
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:16]), nil
}

// machineOf is the processor that the bootstrap in a zip is built for.
func machineOf(path string) (elf.Machine, error) {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return 0, err
	}
	defer archive.Close() //nolint:errcheck // it was only read
	file, err := archive.Open("bootstrap")
	if err != nil {
		return 0, errors.New("it has no bootstrap")
	}
	defer file.Close()       //nolint:errcheck // it was only read
	head := make([]byte, 20) // of an ELF file: up to the processor
	if _, err := io.ReadFull(file, head); err != nil {
		return 0, err
	}
	if string(head[:4]) != elf.ELFMAG {
		return 0, errors.New("its bootstrap is no program")
	}
	return elf.Machine(binary.LittleEndian.Uint16(head[18:])), nil
}
