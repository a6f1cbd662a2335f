// Command lambdas builds the functions of the AWS home: each folder below functions becomes a zip file with its
// bootstrap. The same sources give the same bytes, so that a deployment changes only the functions that have changed.
package main

import (
	"archive/zip"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/klauspost/compress/flate"
	"golang.org/x/sync/errgroup"
)

// builder makes zip files of functions.
type builder struct {
	arch    string // of the functions' machines
	version string // of Galley
	out     string // folder of the zip files
}

func main() {
	b := builder{}
	flag.StringVar(&b.arch, "arch", "arm64", "architecture: arm64, or amd64 for emulators")
	flag.StringVar(&b.version, "version", "dev", "version of Galley")
	flag.StringVar(&b.out, "out", "dist/lambdas", "folder of the zip files")
	flag.Parse()
	if err := b.all(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// all builds what lies in the folder functions, as many at once as there are cores, and prints how large it is.
func (b builder) all(ctx context.Context) error {
	folders, err := filepath.Glob("functions/*/main.go")
	if err != nil {
		return err
	}
	if len(folders) == 0 {
		return errors.New("there is no folder functions here: run this at the root of the repository")
	}
	if err := os.MkdirAll(b.out, 0o755); err != nil {
		return err
	}
	lines := make([]string, len(folders))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	for i, f := range folders {
		group.Go(func() (err error) {
			lines[i], err = b.one(ctx, filepath.Base(filepath.Dir(f)))
			return err
		})
	}
	err = group.Wait()
	for _, l := range slices.DeleteFunc(lines, func(l string) bool { return l == "" }) {
		fmt.Println(l)
	}
	return err
}

// generated is code that does not get faster by inlining, but larger.
const generated = "github.com/galley-cms/galley/graph/manage"

// one builds a function; the line tells its sizes.
func (b builder) one(ctx context.Context, name string) (line string, err error) {
	temp, err := os.MkdirTemp("", "lambda-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp) //nolint:errcheck // it lies in the folder for temporary files
	binary := filepath.Join(temp, "bootstrap")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-tags", "lambda.norpc", "-buildvcs=false", "-gcflags", generated+"=-l",
		"-ldflags", "-s -w -X main.version="+b.version, "-o", binary, "./functions/"+name)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+b.arch, "GOARM64=v8.2") // which all of AWS's machines are
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("build %s: %w", name, err)
	}
	file := filepath.Join(b.out, name+".zip")
	size, err := pack(binary, file)
	if err != nil {
		return "", fmt.Errorf("pack %s: %w", name, err)
	}
	info, err := os.Stat(file)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%-9s %5.1f MB, zipped %4.1f MB  %s", name, megabytes(size), megabytes(info.Size()), filepath.ToSlash(file)), nil
}

func megabytes(n int64) float64 { return float64(n) / 1e6 }

// made is the time that all files in the zips have: the earliest one that a zip can tell.
var made = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// pack puts a binary into a zip file, and gives its size. The zip takes its name when it is whole.
func pack(binary, file string) (size int64, err error) {
	in, err := os.Open(binary)
	if err != nil {
		return 0, err
	}
	defer in.Close() //nolint:errcheck // it was only read
	out, err := os.CreateTemp(filepath.Dir(file), "zip-")
	if err != nil {
		return 0, err
	}
	defer os.Remove(out.Name()) //nolint:errcheck // it is there only after an error
	size, err = write(out, in)
	if err = errors.Join(err, out.Chmod(0o644), out.Close()); err != nil {
		return 0, err
	}
	return size, os.Rename(out.Name(), file)
}

func write(out io.Writer, in io.Reader) (int64, error) {
	z := zip.NewWriter(out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	h := &zip.FileHeader{Name: "bootstrap", Method: zip.Deflate, Modified: made}
	h.SetMode(0o755)
	w, err := z.CreateHeader(h)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(w, in)
	return n, errors.Join(err, z.Close())
}
