package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/sample"
)

// sampleMark is a file of the data folder that is there while the sample is being loaded.
const sampleMark = "loading-sample"

// prepare loads the sample content into an empty store, or goes on where it broke off.
func (s *server) prepare(ctx context.Context) (err error) {
	if !s.dev || !s.sample {
		return nil
	}
	defer errs.Wrap(&err, "load the sample content")
	mark := filepath.Join(s.Data, sampleMark)
	_, err = os.Stat(mark)
	if errors.Is(err, os.ErrNotExist) {
		empty, err := s.isEmpty(ctx)
		if err != nil || !empty {
			return err
		}
		err = os.WriteFile(mark, nil, 0o600)
		if err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	s.say("Loading the sample content …")
	if err := sample.Load(ctx, s.home.Content, s.home.Media); err != nil {
		return err
	}
	return os.Remove(mark)
}

// isEmpty tells whether nobody has made a model yet.
func (s *server) isEmpty(ctx context.Context) (bool, error) {
	sc, err := s.home.Content.Schema(ctx)
	return err == nil && sc.Version == 0, err
}
