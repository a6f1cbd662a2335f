package embedded_test

import (
	"testing"

	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/storetest"
)

func TestSuite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Table { return storetest.New(t) })
}

func TestSuiteMetered(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Table {
		return store.Meter(storetest.New(t), store.MeterOptions{Total: new(store.Usage)})
	})
}
